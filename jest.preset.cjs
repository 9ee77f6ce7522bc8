const { availableParallelism } = require('node:os');

/** Base of every project's jest.config.cjs: swc compiles TypeScript, `typecheck` checks the types. */
module.exports = {
  testEnvironment: 'node',
  testTimeout: 30_000, // for a loaded machine: tests wait for events, so only a failure takes that long
  reporters: ['default', require.resolve('./jest.counts-reporter.cjs')],
  // Jest would have one for 2 cores, but many specs wait for programs most of the time.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // After the summary, a server or a program that a failed spec has left open must not keep the gate from ending.
  forceExit: process.env.CI === 'true',
  testSequencer: require.resolve('./tools/start/longest-first.mjs'),
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
