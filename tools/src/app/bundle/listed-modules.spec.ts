import { Workspace } from './workspace.fixture.ts';

/** Loads the scripts of a folder and below, as @fastify/autoload does. */
const AUTOLOAD = `const { readdirSync } = require('node:fs'); const { join } = require('node:path');
  module.exports = function load({ dir }) {
    return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
      const path = join(dir, entry.name);
      return entry.isDirectory() ? load({ dir: path }) : [require(path)];
    });
  };`;

const APP = `import { join } from 'node:path'; import autoload from '@fastify/autoload';
  import { counter } from './counter.ts';
  for (const { default: plugin } of autoload({ dir: join(import.meta.dirname, 'plugins') })) console.log(plugin());
  console.log(counter.calls);`;

const plugin = (name: string, counter: string): string =>
  `import { counter } from '${counter}';
   enum Kind { Plugin = 'a plugin' }
   export default function (): string { counter.calls++; return '${name} is ' + Kind.Plugin; }`;

describe('the modules of a folder that a package lists', () => {
  let workspace: Workspace;
  beforeEach(() => {
    workspace = new Workspace().write({
      'node_modules/@fastify/autoload/index.js': AUTOLOAD,
      'app/package.json': '{ "type": "module" }',
      'app/main.ts': APP,
      'app/counter.ts': 'export const counter = { calls: 0 };',
      'app/plugins/first.ts': plugin('first', '../counter.ts'),
      'app/plugins/below/second.mts': plugin('second', '../../counter.ts'),
      'app/plugins/first.spec.ts': `throw new Error('a test');`,
      'app/plugins/types.d.ts': 'export {};',
      'app/plugins/__tests__/help.ts': `throw new Error('a test');`,
    });
  });
  afterEach(() => {
    workspace.remove();
  });

  it('are in the bundle, compiled, once for all that import them, and found by listing', async () => {
    expect(await workspace.run('app/main.ts')).toBe('second is a plugin\nfirst is a plugin\n2\n');
  });

  it('are files by the names of a compiler, and are said to be there', async () => {
    const { files, report } = await workspace.bundle('app/main.ts');
    expect(Object.keys(files)).toEqual(['app/plugins/below/second.cjs', 'app/plugins/first.js']);
    expect(report).toContain('Bundled, and found by listing their folder:');
    expect(report).toContain('  app/plugins/first.ts');
  });

  it('are no part of a program without such a package', async () => {
    workspace.write({ 'app/main.ts': APP.replace('@fastify/autoload', './load.cjs') });
    workspace.write({ 'app/load.cjs': AUTOLOAD });
    expect((await workspace.bundle('app/main.ts')).files).toEqual({});
  });

  it('stay as they are where the app includes them', async () => {
    workspace.write({
      'app/main.ts': APP.replace('default: plugin', 'plugin'),
      'app/plugins/first.js': 'exports.plugin = () => "own";',
    });
    workspace.write({
      'app/package.json': '{ "tscratch": { "include": ["plugins/first.js"] } }',
    });
    const { files } = await workspace.bundle('app/main.ts');
    expect(files['app/plugins/first.js']).toBe('exports.plugin = () => "own";');
  });
});
