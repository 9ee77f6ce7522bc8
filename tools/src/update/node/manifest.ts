import assert from 'node:assert/strict';
import type { Arch } from '../../formats/processor.ts';
import { Fault } from '../../host/faults/fault.ts';
import type { NodeLock } from '../../node/archive/node-lock.ts';
import { NODE_PACKAGES } from '../../node/pin/read-releases.ts';

/** Path of the lock of Node, relative to this workspace. */
export const NODE_LOCK = 'tools/node/lock.json';

/** Folder of the archives that it may name, relative to this workspace. git ignores it. */
export const NODE_ARCHIVES = 'tools/node/archives';

/** The file that tells other tools the version; Nx includes it in its cache key. */
export const NVMRC = '.nvmrc';

/** Sets a release in the text of package.json and changes nothing else. */
export function renderManifest(text: string, release: string): string {
  return NODE_PACKAGES.reduce((changed, name) => {
    const pattern = new RegExp(`("${name}": ")[^"]*(")`);
    assert.match(changed, pattern, `package.json does not name ${name}`);
    return changed.replace(pattern, `$1${release}$2`);
  }, text);
}

/** Lists the packages of Node that a lock file does not pin to a release. */
export function findUnpinned(lockText: string, release: string): readonly string[] {
  const { packages } = JSON.parse(lockText) as Lock;
  return NODE_PACKAGES.filter((name) => packages[`node_modules/${name}`]?.version !== release);
}

/**
 * Lists the packages other than Node in which two lock files differ: a move must not change anything
 * else.
 */
export function findStrayChanges(before: string, after: string): readonly string[] {
  const [old, fresh] = [before, after].map((text) => (JSON.parse(text) as Lock).packages);
  const paths = new Set([...Object.keys(old ?? {}), ...Object.keys(fresh ?? {})]);
  const expected = ['', ...NODE_PACKAGES.map((name) => `node_modules/${name}`)];
  return [...paths].filter(
    (path) =>
      !expected.includes(path) && JSON.stringify(old?.[path]) !== JSON.stringify(fresh?.[path]),
  );
}

/**
 * Reads the digests of the packages of Node from a lock file of npm.
 *
 * @throws {Fault} `NODE_UNLOCKED` for a package that it does not pin.
 */
export function readIntegrity(lockText: string): Required<NodeLock>['integrity'] {
  const { packages } = JSON.parse(lockText) as Lock;
  const read = (arch: Arch): string => {
    const name = `node-linux-${arch}`;
    const { integrity } = packages[`node_modules/${name}`] ?? {};
    if (integrity?.startsWith('sha512-') === true) return integrity;
    throw new Fault('NODE_UNLOCKED', { name });
  };
  return { x64: read('x64'), arm64: read('arm64') };
}

interface Lock {
  readonly packages: Readonly<Record<string, Locked | undefined>>;
}

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
}
