import { Workspace } from './workspace.fixture.ts';

const MODULE = '{ "type": "module", "sideEffects": false }';

describe('a program with a top-level await', () => {
  const workspace = new Workspace();
  afterAll(() => {
    workspace.remove();
  });

  beforeAll(() => {
    workspace.write({
      'app/package.json': MODULE,
      'app/later.js': `import { setImmediate } from 'node:timers/promises';
        console.log('later starts');
        export const later = await setImmediate('later');
        export { url, isMain };
        const { url, main: isMain } = import.meta;`,
      'app/between.js': `export * from './later.js'; export default 'between';`,
      'app/view.js': `import { readFile } from 'node:fs/promises';
        export const exists = await readFile(new URL('./view.txt', import.meta.url)).then(() => true, (error) => error.code);`,
      'node_modules/old/index.js': `module.exports = { sloppy: (function () { return this === undefined; })(), place: __filename, sep: require('path').sep };`,
      'node_modules/strict/index.js': `'use strict'; exports.strict = (function () { return this === undefined; })();`,
    });
  });

  it.each([
    {
      name: 'in the file that starts it',
      source: `console.log(await Promise.resolve('value'), import.meta.main, import.meta.filename);`,
    },
    {
      name: 'in many places, some in one line',
      source: `const f = async (x) => x + 1; console.log(await f(await f(await f(1))), [await f(1), await f(2)], (await f(1)) ** 2, await(f(3)));\n${"console.log('\u00fc', await f(1), await f(2));\n".repeat(20)}`,
    },
    {
      name: 'in a module that it imports',
      source: `import between, { later, url, isMain } from './between.js'; console.log(between, later, url, isMain);`,
    },
    {
      name: 'in a module that it imports when it runs',
      source: `console.log('first'); import('./between.js').then(({ later }) => console.log(later)); console.log('last');`,
    },
    {
      name: 'and a method with the name that esbuild gives such a module',
      source: `class App { init_later() { return 'method'; } } console.log(new App().init_later()); const { later } = await import('./later.js'); console.log(later);`,
    },
    {
      name: 'and imports of the same module twice at the same time',
      source: `const [a, b] = await Promise.all([import('./later.js'), import('./between.js')]); console.log(a.later, b.later);`,
    },
    {
      name: 'and CommonJS packages, strict and not',
      source: `import old from 'old'; import { strict } from 'strict'; await 0; console.log(old, strict);`,
    },
    {
      name: 'and exports',
      source: `export const a = await 1; export default class {} export { a as b }; console.log(a);`,
    },
    {
      name: 'and modules of Node',
      source: `import fs, { existsSync } from 'fs'; import * as path from 'node:path'; const { sep } = await import('node:path');
        console.log(fs.existsSync === existsSync, path.sep === sep, path.default === path.default);`,
    },
    {
      name: 'and createRequire()',
      source: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); await 0; console.log(require('old').sep, require.resolve('old'));`,
    },
    {
      name: 'in a loop, and with "await using"',
      source: `for await (const x of [1, Promise.resolve(2)]) console.log(x);
        { await using end = { [Symbol.asyncDispose]: async () => console.log('disposed') }; console.log('used'); }`,
    },
    {
      name: 'that rejects',
      source: `process.on('uncaughtException', ({ message }, origin) => console.log(message, origin)); setTimeout(() => console.log('alive'), 1); await Promise.reject(new Error('refused'));`,
    },
    {
      name: 'that rejects beside a handler of rejections',
      source: `process.on('uncaughtException', ({ message }) => console.log(message)).on('unhandledRejection', () => console.log('no main module')); await Promise.reject(new Error('refused'));`,
    },
    {
      name: 'that never settles, with an exit code of its own',
      source: `process.exitCode = 3; await new Promise(() => undefined);`,
    },
    {
      name: 'that is pending at process.exit()',
      source: `setImmediate(() => process.exit()); await new Promise(() => undefined);`,
    },
    {
      name: 'that is pending at an uncaught error',
      source: `process.on('uncaughtException', () => process.exit(7)); setImmediate(() => { throw new Error(); }); await new Promise(() => undefined);`,
    },
    {
      name: 'that "beforeExit" settles',
      source: `let go; process.once('beforeExit', () => setImmediate(go)); await new Promise((settle) => { go = settle; }); console.log('settled');`,
    },
    {
      name: 'and files that are not there',
      source: `import { exists } from './view.js'; console.log(exists);`,
    },
  ])('$name prints the same as under Node', async ({ source }) => {
    workspace.write({ 'app/main.js': source });
    expect(await workspace.run('app/main.js')).toBe(workspace.runPlain('app/main.js'));
  });

  it('may be CommonJS and import a module that awaits', async () => {
    workspace.write({
      'main.cjs': `console.log(require.main === module, __filename); import('./app/later.js').then(({ later }) => console.log(later));`,
    });
    expect(await workspace.run('main.cjs')).toBe(workspace.runPlain('main.cjs'));
  });

  it('may be TypeScript', async () => {
    workspace.write({
      'main.ts': `const name: string = await Promise.resolve('typed'); console.log(name);`,
    });
    expect(await workspace.run('main.ts')).toBe('typed\n');
  });

  it('ends with the error of a rejection, and status 1', async () => {
    workspace.write({
      'app/main.js': `import { connect } from './connect.js'; await connect();`,
      'app/connect.js': `export async function connect() { throw new Error('no database'); }`,
    });
    const printed = await workspace.run('app/main.js');
    expect(printed).toMatch(
      /^\/main\.cjs:\d+\n[^]*Error: no database\n {4}at connect \(\/main\.cjs:\d+:\d+\)/,
    );
    expect(printed).toMatch(/exit status 1\n$/);
  });

  it('ends with status 13 if it never settles', async () => {
    workspace.write({
      'app/main.js': `process.on('exit', (code) => console.log(code)); await new Promise(() => undefined);`,
    });
    expect(workspace.runPlain('app/main.js')).toBe('13\nexit status 13\n'); // without warnings
    expect(await workspace.run('app/main.js')).toBe(
      'Warning: Detected unsettled top-level await in app/main.js or in a module that it imports\n13\nexit status 13\n',
    );
  });

  it.each(['./later.js', './between.js'])('cannot load %s by require()', async (path) => {
    workspace.write({
      'app/main.cjs': `console.log(require('${path}'));`,
      'app/start.js': `import main from './main.cjs'; console.log(main);`,
    });
    expect((await workspace.bundle('app/start.js')).errors).toEqual([
      `Cannot bundle "app/main.cjs": it loads "app/${path.slice(2)}" by require(), but "app/later.js" has a top-level await, and Node would throw ERR_REQUIRE_ASYNC_MODULE; ` +
        'use import or await import(), or, if the program runs without that package, list it in "omit" of "tscratch" in package.json',
    ]);
  });

  it('has its files, once', async () => {
    workspace.write({
      'app/main.js': `import views from 'views'; await 0; console.log(views);`,
      'node_modules/views/index.js': `module.exports = __dirname + '/templates';`,
      'node_modules/views/templates/a.html': 'a',
    });
    const { files, report, metafile } = await workspace.bundle('app/main.js');
    expect(files['node_modules/views/templates/a.html']).toBe('a');
    expect(report).toEqual([expect.stringContaining('can read'), '  node_modules/views  2']);
    expect(Object.keys(metafile.inputs).toSorted()).toContain('app/main.js');
    expect(Object.keys(metafile.inputs).filter((path) => path.includes(':'))).toEqual([]);
    expect(Object.values(metafile.outputs).map(({ entryPoint }) => entryPoint)).toContain(
      'app/main.js',
    );
  });

  it('cannot be in a circle that waits for itself', async () => {
    workspace.write({
      'app/main.js': `const { a } = await import('./a.js'); console.log(a());`,
      'app/a.js': `import { b } from './b.js'; export function a() { return b(); }`,
      'app/b.js': `import { later } from './later.js'; import { a } from './a.js'; export function b() { return typeof a + later; }`,
    });
    expect(workspace.runPlain('app/main.js')).toBe('later starts\nfunctionlater\n');
    expect((await workspace.bundle('app/main.js')).errors).toEqual([
      'Cannot bundle "app/b.js": it imports "app/a.js", which imports it again, and import() loads them together with a top-level await, so in a bundle each would wait for the other; ' +
        'break the circle of imports, or load them by a static import',
    ]);
    workspace.write({ 'app/main.js': `import { a } from './a.js'; console.log(a());` });
    expect(await workspace.run('app/main.js')).toBe('later starts\nfunctionlater\n');
  });

  it('stops for the same reasons as any other program', async () => {
    workspace.write({ 'app/main.js': `await 0; import 'absent'; import 'old'; require(name);` });
    const { errors } = await workspace.bundle('app/main.js');
    expect(errors).toEqual([
      'Cannot bundle "app/main.js": it requires "absent", which does not exist; install the package or correct the name, or surround require() or import() with try/catch if the program runs without it',
    ]);
  });

  it('has the report of any other program, once', async () => {
    workspace.write({
      'app/main.js': `await 0; import old from './old.cjs'; console.log(old);`,
      'app/old.cjs': `require(process.argv[2]);`,
    });
    const { report } = await workspace.bundle('app/main.js');
    expect(report.slice(1, -1)).toEqual(['  app/old.cjs:1  require(process.argv[2]);']);
  });
});
