import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Workspace } from './workspace.fixture.ts';

const declare = (include: unknown): string => JSON.stringify({ tscratch: { include } });

describe('include', () => {
  let workspace: Workspace;
  beforeEach(() => {
    workspace = new Workspace().write({
      'apps/shop/main.js': `require('node:fs').readFileSync(__dirname + '/views/index.ejs');`,
      'apps/shop/views/index.ejs': 'index',
      'apps/shop/views/parts/head.ejs': 'head',
      'apps/shop/public/a.css': 'a',
      'apps/shop/public/a.css.txt': 'text',
      'libs/pages/b.html': 'b',
      'libs/pages/secret/c.html': 'c',
    });
  });
  afterEach(() => {
    workspace.remove();
  });

  const bundle = (include: unknown) =>
    workspace.write({ 'apps/shop/project.json': declare(include) }).bundle('apps/shop/main.js');

  it.each([
    [['views'], ['apps/shop/views/index.ejs', 'apps/shop/views/parts/head.ejs']],
    [['./views/'], ['apps/shop/views/index.ejs', 'apps/shop/views/parts/head.ejs']],
    [['public/*.css'], ['apps/shop/public/a.css']],
    [
      ['public/a.css', 'public/*'],
      ['apps/shop/public/a.css', 'apps/shop/public/a.css.txt'],
    ],
    [
      [{ input: 'libs/pages', glob: '**/*.html', output: 'html', ignore: ['secret/**'] }],
      ['html/b.html'],
    ],
    [[{ input: 'libs/pages', glob: '*.html', output: '.' }], ['b.html']],
    [
      [{ input: '.', glob: 'libs', output: '/'.slice(1) }],
      ['libs/pages/b.html', 'libs/pages/secret/c.html'],
    ],
  ])('%j takes %j', async (include, paths) => {
    const { errors, files } = await bundle(include);
    expect({ errors, paths: Object.keys(files) }).toEqual({ errors: [], paths });
  });

  it('keeps the bytes, and says what the program can read', async () => {
    const { files, report } = await bundle(['views', 'public/a.css']);
    expect(files['apps/shop/views/parts/head.ejs']).toBe('head');
    expect(report).toEqual([
      expect.stringMatching(/^Files that the program can read, \d+ B:$/),
      '  "views"  2',
      '  "public/a.css"  1',
    ]);
  });

  it.each([
    ['"views"', 'a text'],
    ['["/etc/passwd"]', 'an absolute path'],
    ['["../other"]', 'a path that leaves the project'],
    ['["views/../../../x"]', 'a path that leaves the project in the end'],
    ['[1]', 'a number'],
    ['[null]', 'null'],
    ['[{ "input": "views" }]', 'an asset without a glob'],
    ['[{ "input": "../views", "glob": "*", "output": "x" }]', 'an input outside the workspace'],
    ['[{ "input": "libs", "glob": "*", "output": "../x" }]', 'an output outside the app'],
  ])('refuses %s: %s', async (text) => {
    const { errors } = await bundle(JSON.parse(text));
    expect(errors).toEqual([
      expect.stringMatching(
        /^Cannot use the object "tscratch", correct:\n {2}apps\/shop\/project\.json: "include" is .*, expected files, folders and globs below the folder of that file, /,
      ),
    ]);
  });

  it.each([['missing'], ['missing/**'], ['views/*.pug']])(
    'refuses %s, which is not there',
    async (name) => {
      const { errors } = await bundle([name]);
      expect(errors).toEqual([
        `Cannot include "${name}" of "apps/shop/project.json": no file matches; correct it or remove it`,
      ]);
    },
  );

  it.each([
    ['links/a', 'a link', '/etc/hostname'],
    ['links', 'a folder with a link', '/etc/hostname'],
    ['links/a/index.ejs', 'a file below a link', '../views'],
  ])('refuses %s: %s', async (name, _, target) => {
    workspace.write({ 'apps/shop/links/b': '' });
    symlinkSync(target, join(workspace.folder, 'apps/shop/links/a'));
    const { errors } = await bundle([name]);
    expect(errors).toEqual([expect.stringContaining('it is a symlink, or below one')]);
  });

  it.each([
    ['the app file', 'apps/shop/public', 'server.app'],
    ['a folder of the app layer', 'apps/shop/public', 'licences'],
  ])('refuses a file in the place of %s', async (_, input, output) => {
    const { errors } = await bundle([{ input, glob: 'a.css', output }]);
    expect(errors).toEqual([
      expect.stringMatching(
        new RegExp(`^Cannot put two files at "${output}/a\\.css" of the app: `),
      ),
    ]);
  });

  it('refuses two files for one place', async () => {
    const { errors } = await bundle([
      { input: 'libs/pages', glob: '*.html', output: 'x' },
      { input: 'libs/pages/secret', glob: 'c.html', output: 'x' },
      { input: 'libs/pages', glob: 'secret/c.html', output: 'x/b.html' },
    ]);
    expect(errors).toEqual([
      expect.stringContaining('Cannot put two files at "x/b.html" of the app'),
    ]);
  });
});

describe('a package that looks into its own folder', () => {
  const workspace = new Workspace().write({
    'main.js': `require('views'); require('silent'); require('wasm-user'); require('@page/s');`,
    'node_modules/views/lib/index.js': `exports.path = __dirname + '/../templates';`,
    'node_modules/views/package.json': `{ "main": "lib/index.js" }`,
    'node_modules/views/templates/a.ejs': 'a',
    'node_modules/views/templates/test/b.ejs': 'b',
    'node_modules/views/lib/index.js.map': '{}',
    'node_modules/views/README.md': 'read',
    'node_modules/views/index.d.ts': '',
    'node_modules/views/test/c.js': '',
    'node_modules/views/node_modules/inner/index.js': '',
    'node_modules/silent/index.js': `exports.none = 1;`,
    'node_modules/silent/a.css': '',
    'node_modules/wasm-user/index.js': `exports.path = require.resolve('wasm/code.wasm');`,
    'node_modules/wasm/code.wasm': 'wasm',
    'node_modules/@page/s/index.mjs': `export const page = new URL('./page.html', import.meta.url);`,
    'node_modules/@page/s/package.json': `{ "main": "index.mjs" }`,
    'node_modules/@page/s/page.html': 'page',
  });
  afterAll(() => {
    workspace.remove();
  });

  it('has its files, and what it resolves, without what its makers need', async () => {
    const { errors, files, report } = await workspace.bundle('main.js');
    expect(errors).toEqual([]);
    expect(Object.keys(files)).toEqual([
      'node_modules/@page/s/index.mjs',
      'node_modules/@page/s/package.json',
      'node_modules/@page/s/page.html',
      'node_modules/views/lib/index.js',
      'node_modules/views/package.json',
      'node_modules/views/templates/a.ejs',
      'node_modules/views/templates/test/b.ejs',
      'node_modules/wasm-user/index.js',
      'node_modules/wasm/code.wasm',
    ]);
    expect(report.slice(1)).toEqual([
      '  node_modules/@page/s  3',
      '  node_modules/views  4',
      '  node_modules/wasm  1',
      '  node_modules/wasm-user  1',
    ]);
  });

  it('is in the metafile, by which the SBOM is made', async () => {
    const { metafile } = await workspace.bundle('main.js');
    const found = Object.entries(metafile.outputs).find(([path]) => path.endsWith('files.pack'));
    expect(found?.[1].inputs['node_modules/wasm/code.wasm']).toEqual({ bytesInOutput: 4 });
  });

  it('has none if the app does not need them', async () => {
    const knownGaps = { views: 'no', 'wasm-user': 'no', '@page/s': 'no' };
    workspace.write({ 'package.json': JSON.stringify({ tscratch: { knownGaps } }) });
    const { files, report } = await workspace.bundle('main.js');
    expect({ files, report }).toEqual({ files: {}, report: [] });
  });
});

describe('a file of the app that a module names by new URL()', () => {
  const workspace = new Workspace().write({
    'src/main.mjs': `export const urls = [
      new URL('./data.json', import.meta.url), new URL("../other/a.wasm", import.meta.url),
      new URL('./missing.txt', import.meta.url), new URL('./folder', import.meta.url),
      new URL('./work.mjs', import.meta.url), new URL('../../outside', import.meta.url),
      new URL('https://example.org/', import.meta.url), new URL('./link', import.meta.url)];`,
    'src/data.json': '{}',
    'src/folder/a': '',
    'src/work.mjs': '',
    'other/a.wasm': '',
  });
  afterAll(() => {
    workspace.remove();
  });

  it('is in the pack, and so is a script', async () => {
    symlinkSync('/etc/hostname', join(workspace.folder, 'src/link'));
    const { errors, files, report } = await workspace.bundle('src/main.mjs');
    expect(errors).toEqual([]);
    expect(Object.keys(files)).toEqual(['other/a.wasm', 'src/data.json', 'src/work.mjs']);
    expect(report.slice(1)).toEqual([
      '  src/data.json  1',
      '  other/a.wasm  1',
      '  src/work.mjs  1',
    ]);
  });
});

describe('a package that starts a script of its own folder', () => {
  const declare = (names: readonly string[]): string =>
    JSON.stringify({ dependencies: Object.fromEntries(names.map((name) => [name, '1'])) });

  it('has the packages that the script needs', async () => {
    const workspace = new Workspace().write({
      'main.js': `require('starter'); require('reader');`,
      'node_modules/starter/index.js': `const { Worker } = require('node:worker_threads');
        exports.start = () => new Worker(__dirname + '/work.js');`,
      'node_modules/starter/work.js': `require('inner'); require('outer');`,
      'node_modules/starter/package.json': declare(['inner', '@scope/outer', 'not-installed']),
      'node_modules/starter/node_modules/inner/index.js': '',
      'node_modules/@scope/outer/index.js': `require('far')`,
      'node_modules/@scope/outer/package.json': declare(['far', 'starter']),
      'node_modules/far/index.js': '',
      'node_modules/reader/index.js': `exports.path = __dirname;`,
      'node_modules/reader/package.json': declare(['unused']),
      'node_modules/unused/index.js': '',
    });
    const { files } = await workspace.bundle('main.js');
    workspace.remove();
    expect(Object.keys(files)).toEqual([
      'node_modules/@scope/outer/index.js',
      'node_modules/@scope/outer/package.json',
      'node_modules/far/index.js',
      'node_modules/reader/index.js',
      'node_modules/reader/package.json',
      'node_modules/starter/index.js',
      'node_modules/starter/node_modules/inner/index.js',
      'node_modules/starter/package.json',
      'node_modules/starter/work.js',
    ]);
  });
});
