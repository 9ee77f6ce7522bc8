import { Workspace } from './workspace.fixture.ts';

/** A package with a variant for each condition. */
function packageWith(exports: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const variants = Object.entries(exports).map(([condition, path]) => [
    `node_modules/dual/${path}`,
    path.endsWith('.mjs')
      ? `export default '${condition}'; export { it as 'module.exports' }; const it = '${condition}';`
      : `module.exports = '${condition}';`,
  ]);
  const paths = Object.entries(exports).map(([condition, path]) => [condition, `./${path}`]);
  const description = { name: 'dual', exports: Object.fromEntries(paths) as object };
  return {
    'node_modules/dual/package.json': JSON.stringify(description),
    ...(Object.fromEntries(variants) as Record<string, string>),
  };
}

describe('a package with variants for conditions', () => {
  const workspace = new Workspace();
  afterAll(() => {
    workspace.remove();
  });

  it.each([
    { name: 'that of Node for both ways', exports: { 'module-sync': 'a.mjs', default: 'b.js' } },
    { name: 'none for bundlers', exports: { module: 'a.mjs', default: 'b.js' } },
    { name: 'that of each way', exports: { import: 'a.mjs', require: 'b.js' } },
    { name: 'that of Node', exports: { browser: 'a.js', node: 'b.js', default: 'c.js' } },
    { name: 'that for native addons', exports: { 'node-addons': 'a.js', default: 'b.js' } },
    { name: 'none for development', exports: { development: 'a.js', default: 'b.js' } },
  ])('is loaded as under Node: $name', async ({ exports }) => {
    workspace.write({
      ...packageWith(exports),
      'main.cjs': `console.log(require('dual')); import('dual').then((all) => console.log(all.default));`,
    });
    expect(await workspace.run('main.cjs')).toBe(workspace.runPlain('main.cjs'));
  });
});
