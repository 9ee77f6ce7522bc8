import { Workspace } from './workspace.fixture.ts';

const REMEDY =
  'Load modules by literal names and list files in "include" of "tscratch" in package.json, or list what this app does not need, with the reason, in "knownGaps".';

describe('the esbuild configuration', () => {
  const workspace = new Workspace();
  afterAll(() => {
    workspace.remove();
  });

  it.each(["require('node:fs')", "require('fs')", "import('node:fs')"])(
    'accepts %s',
    async (source) => {
      const { errors, report } = await workspace.write({ 'main.js': source }).bundle('main.js');
      expect({ errors, report }).toEqual({ errors: [], report: [] });
    },
  );

  it.each(['require(name)', 'const load = require', 'import(name)'])(
    'reports %s with its place and a remedy',
    async (source) => {
      workspace.write({ 'main.js': `const name = process.argv[2];\n${source};` });
      const { errors, report } = await workspace.bundle('main.js');
      expect({ errors, report }).toEqual({
        errors: [],
        report: [
          'Computed when the program runs; it can load modules of Node, files of the program and packages of package.json:',
          `  main.js:2  ${source};`,
          REMEDY,
        ],
      });
    },
  );

  it('reports a template that names files without their extension', async () => {
    workspace.write({
      'main.js':
        'const load = (name) => require(`./parts/${name}`);\nload(process.argv[2] ?? "a.js");',
      'parts/a.js': '',
    });
    expect((await workspace.bundle('main.js')).report).toEqual([
      'Named by a template without an extension, which only Node completes; write it out:',
      '  main.js:1  const load = (name) => require(`./parts/${name}`);',
      REMEDY,
    ]);
  });

  it('reports files of the app that look for files in their own folder', async () => {
    workspace.write({
      'main.js': `require('./views.js'); require('./wasm.mjs'); require('./none.js');`,
      'views.js': `exports.path = __dirname + '/templates';`,
      'wasm.mjs': `export const url = new URL('./a.wasm', import.meta.url);`,
      'none.js': `((__dirname) => __dirname)('');`,
    });
    expect((await workspace.bundle('main.js')).report).toEqual([
      'Look into their own folder, of which the program has no file:',
      '  views.js',
      '  wasm.mjs',
      REMEDY,
    ]);
  });

  it('shows only the start of a long line', async () => {
    workspace.write({
      'main.js': `const name = process.argv[2]; require(name); ${'f(); '.repeat(20_000)}`,
    });
    const { report } = await workspace.bundle('main.js');
    expect(report[1]).toMatch(/^ {2}main\.js:1 {2}.{80}\.\.\.$/);
  });

  it.each(['engines', '@view/engines'])(
    'does not report a package that the app knows, here %s',
    async (name) => {
      workspace.write({
        'app/package.json': JSON.stringify({
          tscratch: { knownGaps: { [name]: 'never runs' } },
        }),
        'app/main.js': `require('${name}');`,
        [`node_modules/${name}/index.js`]: `exports.load = (name) => require(name);`,
      });
      const { errors, report } = await workspace.bundle('app/main.js');
      expect({ errors, report }).toEqual({ errors: [], report: [] });
    },
  );

  it('bundles each file that a template may name', async () => {
    workspace.write({
      'locales/en.ts': `export default 'Hello';`,
      'locales/de.ts': `export default 'Hallo';`,
      'main.ts':
        'const name: string = "de"; import(`./locales/${name}.ts`).then((m) => console.log(m.default));',
    });
    expect(await workspace.run('main.ts')).toBe('Hallo\n');
  });

  it('bundles decorators of TypeScript', async () => {
    workspace.write({
      'tsconfig.json': JSON.stringify({ compilerOptions: { experimentalDecorators: true } }),
      'main.ts': `
        const log = (target: object, key: string) => console.log('decorated', key);
        class Greeter { @log greet() {} }
        new Greeter().greet();`,
    });
    expect(await workspace.run('main.ts')).toBe('decorated greet\n');
  });

  it('rejects a native addon with a remedy', async () => {
    workspace.write({
      'main.js': `require('addon');`,
      'node_modules/addon/index.js': `module.exports = require('./build/addon.node');`,
      'node_modules/addon/build/addon.node': '',
    });
    expect((await workspace.bundle('main.js')).errors).toEqual([
      'Cannot bundle the native addon "node_modules/addon/build/addon.node": expected a library for Linux with glibc, on x86-64 or arm64, ' +
        'that require() loads; install it for Linux, or choose a package in JavaScript or WebAssembly, or, if the program runs without "addon", list it in "omit" of "tscratch" in package.json',
    ]);
  });

  it('accepts a JavaScript file whose name looks like an addon', async () => {
    workspace.write({
      'main.js': `console.log(require('./react-server.node'));`,
      'react-server.node.js': `module.exports = 'JavaScript';`,
    });
    expect(await workspace.run('main.js')).toBe('JavaScript\n');
  });

  it('rejects a package that is external: nothing would ship it', async () => {
    workspace.write({ 'main.js': `require('sharp');` });
    expect((await workspace.bundle('main.js', { external: ['sharp'] })).errors).toEqual([
      'Cannot bundle "main.js": its "sharp" is external, so the program would look for it on the disk of the machine that runs it; list it in "external" of "tscratch" in package.json instead of that of the target "bundle"',
    ]);
  });

  it('breaks long lines, so that an uncaught error quotes a line that can be read', async () => {
    const statements = Array.from({ length: 500 }, (_, index) => `console.log('line ${index}');`);
    workspace.write({ 'main.js': statements.join('\n') });
    const { text } = await workspace.bundle('main.js');
    const longest = Math.max(...text.split('\n').map(({ length }) => length));
    expect(longest).toBeLessThan(2_100);
    expect(longest).toBeGreaterThan(1_900);
  });

  it('rejects options that it cannot read', async () => {
    workspace.write({ 'bad/package.json': '{"tscratch":{"omit":1}}', 'bad/main.js': '' });
    expect((await workspace.bundle('bad/main.js')).errors).toEqual([
      expect.stringMatching(
        /^Cannot use the object "tscratch", correct:\n {2}bad\/package\.json: "omit" is 1, expected/,
      ),
    ]);
  });

  it('keeps the names of functions, so that stack traces stay readable', async () => {
    workspace.write({
      'named.js': 'export function renderGreeting(visitorName) { return visitorName + 1; }',
    });
    const { text } = await workspace.bundle('named.js', { format: 'esm' });
    expect(text).toContain('renderGreeting(visitorName)');
  });
});
