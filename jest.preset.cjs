/** Base of every project's jest.config.cjs: swc compiles TypeScript, `typecheck` checks the types. */
module.exports = {
  testEnvironment: 'node',
  testTimeout: 30_000, // for a loaded machine: tests wait for events, so only a failure takes that long
  reporters: ['default', require.resolve('./jest.counts-reporter.cjs')],
  testMatch: ['<rootDir>/{src,start,testing,bench,documents,packing}/**/*.spec.ts'],
  transform: {
    '^.+\\.[cm]?[tj]s$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        jsc: { target: 'es2024', parser: { syntax: 'typescript' }, keepClassNames: true },
        module: { type: 'commonjs' },
      },
    ],
  },
  moduleFileExtensions: ['ts', 'mjs', 'js', 'json'],
};
