import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildBundle } from './build-bundle.ts';
import { Workspace } from './workspace.fixture.ts';

const workspace = new Workspace();
afterAll(() => {
  workspace.remove();
});

workspace.write({
  'named.mjs': `const all = () => 'all'; export default 1; export { all as 'module.exports' };`,
  'default.mjs': `export default 1; export let two = 2; export const add = () => { two++; };`,
  'plain.mjs': `export const one = 1;`,
  'languages/de.js': `module.exports = 'de';`,
  'languages/en.json': `"en"`,
  'languages/fr/index.js': `module.exports = 'fr';`,
  'modules/a.mjs': `export const a = 'a';`,
});

const REQUIRES = [
  {
    name: 'require() of an ECMAScript module that exports "module.exports"',
    source: `console.log(require('./named.mjs')());`,
  },
  {
    name: 'require() of one with a default export',
    source: `const all = require('./default.mjs'); all.add();
      console.log(all.default, all.two, all.__esModule, Object.keys(all).sort(), all === require('./default.mjs'));`,
  },
  {
    name: 'require() of one without',
    source: `const all = require('./plain.mjs'); console.log(all.one, all.__esModule, Object.keys(all), all === require('./plain.mjs'));`,
  },
  {
    name: 'a computed require() without an extension',
    source: `console.log(['de', 'en', 'fr', 'de.js', 'en.json'].map((name) => require('./languages/' + name)));`,
  },
  {
    name: 'a computed require() that finds nothing',
    source: `for (const name of ['xx', '__proto__', 'de.json']) try { require('./languages/' + name); } catch (error) { console.log(error.code, error.message.includes(name)); }`,
  },
];

describe('the functions that load modules inside of a bundle', () => {
  it.each(REQUIRES)('answer as under Node: $name', async ({ source }) => {
    workspace.write({ 'main.cjs': source });
    expect(await workspace.run('main.cjs')).toBe(workspace.runPlain('main.cjs'));
  });

  it.each(REQUIRES)('also in a program with a top-level await: $name', async ({ source }) => {
    const create = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); await 0;`;
    workspace.write({ 'main.mjs': `${create}\n${source}` });
    expect(await workspace.run('main.mjs')).toBe(workspace.runPlain('main.mjs'));
  });

  it('reject the promise of a computed import() that finds nothing', async () => {
    workspace.write({
      'main.cjs': `for (const name of ['a', 'xx']) import('./modules/' + name + '.mjs').then(({ a }) => console.log(a), () => console.log('none'));`,
    });
    expect(await workspace.run('main.cjs')).toBe(workspace.runPlain('main.cjs'));
  });

  it('are corrected in the file that a build writes, with a source map that is right', async () => {
    workspace.write({ 'main.cjs': `require('./named.mjs');\nthrow new Error('here');` });
    const parts = { root: workspace.folder, folder: '.', main: 'main.cjs', outputPath: 'out' };
    await buildBundle({ ...parts, sourcemap: true }, () => undefined);
    const path = join(workspace.folder, 'out/main.cjs');
    const { stderr } = spawnSync(process.execPath, ['--enable-source-maps', path], {
      encoding: 'utf8',
    });
    expect(readFileSync(path, 'utf8')).toContain('function __requireModule(');
    expect(stderr).toContain(`${join(workspace.folder, 'main.cjs')}:2:7`);
  });
});
