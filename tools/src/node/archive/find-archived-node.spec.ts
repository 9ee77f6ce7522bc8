import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProcessor } from '../../formats/processor.ts';
import { findNode, findShippedNode } from '../runtime/find-node.ts';
import { locateNode } from './locate-node.ts';
import { PROJECT_LOCK, renderNodeLock, type NodeLock } from './node-lock.ts';
import { writeRelease, type FakeArchive } from './release.fixture.ts';

const version = process.versions.node;
const NODE_ARCHIVES = 'tscratch/node/archives';
const nameOf = (arch: string) => `node-v${version}-linux-${arch}`;
let root: string;
let cache: string;
let archives: Required<NodeLock>['archives'];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'archived '));
  cache = join(root, 'node_modules/.cache/tscratch');
  const releases = mkdtempSync(join(root, 'releases-'));
  const [x64, arm64] = (['x64', 'arm64'] as const).map((arch) =>
    writeRelease(releases, { version, arch }),
  ) as [FakeArchive, FakeArchive];
  mkdirSync(join(root, NODE_ARCHIVES), { recursive: true });
  for (const { path } of [x64, arm64])
    cpSync(path, join(root, NODE_ARCHIVES, path.slice(releases.length)));
  archives = {
    x64: { name: `${nameOf('x64')}.tar.gz`, sha256: x64.sha256 },
    arm64: { name: `${nameOf('arm64')}.tar.gz`, sha256: arm64.sha256 },
  };
  writeLock({ version, archives });
  writeFileSync(join(root, 'package.json'), '{}');
  mkdirSync(join(root, 'node_modules', `node-linux-${process.arch}`), { recursive: true });
  const manifest = join(root, 'node_modules', `node-linux-${process.arch}`, 'package.json');
  writeFileSync(manifest, '{ "version": "1.0.0" }');
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function writeLock(lock: Omit<NodeLock, 'released'>): void {
  writeFileSync(join(root, PROJECT_LOCK), renderNodeLock({ ...lock, released: '2026-11-11' }));
}

const find = (arch: string) => findShippedNode(root, findProcessor(arch), process);

describe('a Node from archives', () => {
  it.each(['x64', 'arm64'])('is unpacked once for %s, and replaces the one of npm', (arch) => {
    const { path } = find(arch);
    expect(path).toMatch(new RegExp(`/${nameOf(arch)}-[0-9a-f]{12}/bin/node$`));
    expect(existsSync(path)).toBe(true);
    rmSync(join(root, NODE_ARCHIVES), { recursive: true });
    expect(find(arch)).toEqual({ path, version });
  });

  it('is found by findNode() only after it was unpacked', () => {
    const find = () => findNode(root, process.arch);
    expect(find).toThrow(
      `Cannot find the pinned Node: the archive "${nameOf(process.arch)}.tar.gz" is not unpacked; run npm start once, which unpacks it`,
    );
    const { path } = findShippedNode(root, findProcessor(process.arch), process);
    expect(find()).toEqual({ path, version });
  });

  it('must be the one that runs the build', () => {
    find(process.arch);
    expect(() => findNode(root, process.arch, '26.0.0')).toThrow(
      `Cannot build on Node 26.0.0: expected the pinned ${version}`,
    );
  });

  it('says where a missing archive comes from', () => {
    const path = join(root, NODE_ARCHIVES, `${nameOf('arm64')}.tar.gz`);
    rmSync(path);
    expect(() => find('arm64')).toThrow(
      `Cannot find "${path}": the lock of Node pins this archive; download https://nodejs.org/dist/v${version}/${nameOf('arm64')}.tar.gz to that folder`,
    );
  });

  it.each([
    [
      'for the other processor',
      () => ({ version, archives: { ...archives, x64: archives.arm64 } }),
    ],
    ['of another release', () => ({ version: '26.0.0', archives })],
  ])('rejects an archive %s, also after it was unpacked', (_, change) => {
    find('arm64');
    find('x64');
    const lock = change();
    writeLock(lock);
    const path = join(root, NODE_ARCHIVES, lock.archives.x64.name);
    const found = lock.archives.x64 === archives.x64 ? 'x64' : 'arm64';
    expect(() => find('x64')).toThrow(
      `Cannot use "${path}": it is Node ${version} for ${found}, the lock of Node expects ${lock.version} for x64; restore the lock from the repository`,
    );
    expect(readdirSync(cache)).toHaveLength(2);
  });

  it('keeps nothing of an archive with another digest', () => {
    writeFileSync(join(root, NODE_ARCHIVES, `${nameOf('x64')}.tar.gz`), 'another');
    expect(() => find('x64')).toThrow('expected ');
    expect(existsSync(cache) ? readdirSync(cache) : []).toEqual([]);
  });
});

describe('locateNode()', () => {
  const running = { arch: process.arch, env: process.env, execPath: '/usr/bin/node' };

  it('is the running Node if it is the pinned release, and unpacks all archives', () => {
    expect(locateNode(root, { ...running, versions: { node: version } })).toBe('/usr/bin/node');
    expect(readdirSync(cache)).toHaveLength(2);
  });

  it('is the one from the archive otherwise', () => {
    const located = locateNode(root, { ...running, versions: { node: '26.0.0' } });
    expect(located).toBe(find(process.arch).path);
  });

  it('is the one of npm without archives', () => {
    const digest = `sha512-${'A'.repeat(86)}==`;
    writeLock({ version, integrity: { x64: digest, arm64: digest } });
    expect(locateNode(root, { ...running, versions: { node: '26.0.0' } })).toBe(
      join(root, `node_modules/node-linux-${process.arch}/bin/node`),
    );
  });
});
