import { Workspace } from '../../app/bundle/workspace.fixture.ts';
import { findProcessor } from '../../formats/processor.ts';
import { PROJECT_LOCK, renderNodeLock } from '../../node/archive/node-lock.ts';
import { readBundle, readInventory } from './read-inventory.ts';

const digest = 'ab'.repeat(64);
const integrity = `sha512-${Buffer.from(digest, 'hex').toString('base64')}`;
const manifest = (name: string, fields: object = {}): string =>
  JSON.stringify({ name, version: '1.0.0', license: 'MIT', ...fields });
const nodeLock = {
  version: '26.0.0',
  released: '2026-05-05',
  integrity: { x64: integrity, arm64: integrity },
};

/** Packages that nothing in the bundle has bytes of. */
const FOLDERS = [
  'node_modules/outer',
  'node_modules/outer/node_modules/inner',
  'node_modules/named',
  'node_modules/worked',
];

describe('the inventory of a program with external packages', () => {
  const workspace = new Workspace().write({
    'package.json': manifest('shop', {
      dependencies: { named: '1', outer: '1' }, // nothing names the first one
      tscratch: { external: ['outer'] },
    }),
    'main.mjs': `import('outer'); export const work = new URL('./work.mjs', import.meta.url);`,
    'work.mjs': `import 'worked';`,
    'node_modules/outer/package.json': manifest('outer', { dependencies: { inner: '1' } }),
    'node_modules/outer/index.js': `require('inner');`,
    'node_modules/outer/node_modules/inner/package.json': manifest('inner'),
    'node_modules/outer/node_modules/inner/index.js': '',
    'node_modules/named/package.json': manifest('named'),
    'node_modules/worked/package.json': manifest('worked'),
    'node_modules/worked/index.js': '',
    [PROJECT_LOCK]: renderNodeLock(nodeLock),
    'package-lock.json': JSON.stringify({
      packages: Object.fromEntries(
        FOLDERS.map((folder) => [folder, { version: '1.0.0', integrity }]),
      ),
    }),
  });
  afterAll(() => {
    workspace.remove();
  });

  it('has each of them, with its digest and what it needs', async () => {
    const { errors, metafile } = await workspace.bundle('main.mjs');
    expect(errors).toEqual([]);
    workspace.write({ 'meta.json': JSON.stringify(metafile) });
    const target = { processor: findProcessor('x64'), versions: { node: '26.0.0', v8: '14.6' } };
    const contents = readBundle(workspace.folder, 'meta.json');
    const { app, parts } = readInventory(workspace.folder, contents, target);
    const fromNpm = parts.filter(({ purl }) =>
      FOLDERS.some((path) => purl?.includes(`/${path.split('/').at(-1) ?? ''}@`)),
    );
    expect(fromNpm.map(({ ref, hashes }) => [ref, hashes]).toSorted()).toEqual(
      ['inner', 'named', 'outer', 'worked'].map((name) => [`${name}@1.0.0`, { 'SHA-512': digest }]),
    );
    expect(app.dependsOn).toEqual(
      expect.arrayContaining(['named@1.0.0', 'outer@1.0.0', 'worked@1.0.0']),
    );
    expect(parts.find(({ ref }) => ref === 'outer@1.0.0')?.dependsOn).toEqual(['inner@1.0.0']);
  });
});
