import { Workspace } from './workspace.fixture.ts';

const MODULE = '{ "type": "module" }';

describe('keepPlaces()', () => {
  const workspace = new Workspace();
  afterAll(() => {
    workspace.remove();
  });

  it.each([
    { name: '__dirname and __filename', source: `console.log(__dirname, __filename);` },
    {
      name: 'a strict file with a hashbang',
      source: `#!/usr/bin/env node\n/* licence */ 'use strict';\nconsole.log(__filename, (function () { return this; })());`,
    },
    {
      name: 'a name of its own',
      source: `((__dirname) => { console.log(__dirname); })('own');`,
    },
    {
      name: 'require.main and module of the program',
      source: `console.log(require.main === module, require.main.filename, module.id, module.parent);`,
    },
    {
      name: 'require.resolve() of a package and of a file',
      source: `console.log(require.resolve('views'), require.resolve('./sub/part.js'), require.resolve('node:fs'));`,
    },
    {
      name: 'require.resolve() of what is absent',
      source: `try { require.resolve('absent'); } catch ({ code, message }) { console.log(code, message.split('\\n')[0]); }`,
    },
    {
      name: 'a computed require() of a module of Node',
      source: `const name = 'pa' + 'th'; console.log(require(name).sep, (require)('node:' + name).sep);`,
    },
    {
      name: 'require as a value',
      source: `const own = { require }; const list = [1, require, 2]; console.log(own.require === list[1], typeof require, own.require('fs') === require('fs'));`,
    },
    {
      name: 'module.require()',
      source: `console.log(module.require('./sub/part.js'));`,
    },
    {
      name: 'a computed import() of a module of Node',
      source: `const name = 'pa' + 'th'; import(name).then(({ sep }) => import('node:' + name).then((m) => console.log(sep, m.sep)));`,
    },
    {
      name: 'a computed target after characters of several bytes',
      source: `const n = 'path'; console.log('\u00fc\u20ac\u{1f600}', require(n).sep, '\u00fc', require(n).sep);`,
    },
    { name: 'a file in a package', source: `console.log(require('views'));` },
    { name: 'a file in a folder', source: `console.log(require('./sub/part.js'));` },
  ])('gives $name the same answer as Node', async ({ source }) => {
    workspace.write({
      'app/main.js': source,
      'app/sub/part.js': `module.exports = [__dirname, __filename, module.filename, module.parent === null, require.main === module];`,
      'node_modules/views/index.js': `module.exports = require('path').join(__dirname, 'templates');`,
    });
    expect(await workspace.run('app/main.js')).toBe(workspace.runPlain('app/main.js'));
  });

  it.each([
    {
      name: 'the fields of import.meta',
      source: `const { url, filename, dirname, main } = import.meta; console.log(url, filename, dirname, main);`,
    },
    {
      name: 'import.meta.main of another file',
      source: `import { isMain, url } from './part.js'; console.log(isMain, url);`,
    },
    {
      name: 'new URL()',
      source: `console.log(new URL('./data.json', import.meta.url).href, new URL('../up', import.meta.url).pathname);`,
    },
    {
      name: 'import.meta.resolve()',
      source: `console.log(import.meta.resolve('./any.js'), import.meta.resolve('fs'), import.meta.resolve('views'));`,
    },
    {
      name: 'a __dirname of its own',
      source: `import { dirname } from 'node:path'; import { fileURLToPath } from 'node:url';
        const __dirname = dirname(fileURLToPath(import.meta.url)); console.log(__dirname);`,
    },
    {
      name: 'a require() of its own',
      source: `import { createRequire } from 'node:module';
        const require = createRequire(import.meta.url);
        console.log(require('views'), require('../data.json').name, require.resolve('views'));`,
    },
  ])('gives $name in an ECMAScript module the same answer as Node', async ({ source }) => {
    workspace.write({
      'esm/package.json': MODULE,
      'esm/src/main.js': source,
      'esm/src/part.js': `export const { main: isMain, url } = import.meta;`,
      'esm/data.json': `{ "name": "data" }`,
      'node_modules/views/index.js': `module.exports = 'views';`,
    });
    expect(await workspace.run('esm/src/main.js')).toBe(workspace.runPlain('esm/src/main.js'));
  });

  it('finds a file of the program at its place, by a computed name', async () => {
    workspace.write({
      'app/plugins.js': `
        const list = (name) => console.log(require('./plugins/' + name + '.js'), require(__dirname + '/plugins/' + name));
        list(process.argv[2] ?? 'greet');`,
      'app/plugins/greet.js': `module.exports = 'greetings';`,
      'run/app/plugins/greet.js': `module.exports = 'greetings';`,
    });
    expect(await workspace.run('app/plugins.js')).toBe('greetings greetings\n');
  });

  it('says why a computed require() finds no package, and does not look elsewhere', async () => {
    workspace.write({
      'engine.js': `const engine = 'ejs'; const load = (name) => require(name);
        try { load(engine); } catch ({ code, message }) { console.log(code, message); }
        import(engine).catch(({ code }) => console.log(code));`,
      'node_modules/ejs/index.js': '',
    });
    expect(await workspace.run('engine.js')).toBe(
      "MODULE_NOT_FOUND Cannot find module 'ejs'\nRequire stack:\n- engine.js\n" +
        'The name was computed when the program ran, and the program does not contain that module; load it by a literal name\n' +
        'MODULE_NOT_FOUND\n',
    );
  });

  it('does not look elsewhere either for a package that the app knows', async () => {
    workspace.write({
      'known/package.json': JSON.stringify({ tscratch: { knownGaps: { engines: 'a reason' } } }),
      'known/main.js': `const { load } = require('engines');
        try { console.log(load('of-the-machine')); } catch ({ code }) { console.log(code); }`,
      'node_modules/engines/index.js': `exports.load = (name) => require(name);`,
      'node_modules/of-the-machine/index.js': `module.exports = 'of the machine';`, // above the folder of the program
    });
    expect(await workspace.run('known/main.js')).toBe('MODULE_NOT_FOUND\n');
  });

  it('reports createRequire(), whose packages no build can find', async () => {
    workspace.write({
      'own.mjs': `import { createRequire } from 'node:module';\nconst load = createRequire(import.meta.url);\nload('fs');`,
    });
    expect((await workspace.bundle('own.mjs')).report).toContain(
      '  own.mjs:2  const load = createRequire(import.meta.url);',
    );
  });

  it('adds nothing to a program that asks for no place', async () => {
    workspace.write({ 'none.js': `// __dirname\nconsole.log('require(name)');` });
    expect((await workspace.bundle('none.js')).text).not.toContain('__place');
  });

  it('adds little to a program that asks only for its folder', async () => {
    workspace.write({ 'folder.js': `console.log(__dirname);` });
    expect((await workspace.bundle('folder.js')).text.length).toBeLessThan(2_500);
  });
});
