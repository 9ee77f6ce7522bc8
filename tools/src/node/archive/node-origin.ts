import { parseIntegrity, readLockedPackage } from '../runtime/fetch-node.ts';
import type { Arch } from '../../formats/processor.ts';
import { Fault } from '../../host/faults/fault.ts';
import { isFromArchives } from './find-archived-node.ts';
import { NODE_LOCK, readNodeLock } from './node-lock.ts';

/** What the Node of a processor is made from: the archive of an npm package, or of an official release. */
export type NodeOrigin = {
  readonly version: string;
  /** Day of the release, `YYYY-MM-DD`. */
  readonly released: string;
} & (
  | { readonly source: 'npm'; readonly name: string; readonly sha512: string }
  | { readonly source: 'archive'; readonly name: string; readonly sha256: string }
);

/**
 * Reads what the shipped Node is made from.
 *
 * @throws {Fault} `NODE_UNLOCKED`; `NODE_LOCK_STALE` if package-lock.json pins another release, as after a
 *   change by hand; those of `readNodeLock`.
 */
export function readNodeOrigin(root: string, arch: Arch): NodeOrigin {
  const lock = readNodeLock(root);
  const { version, released } = lock;
  if (isFromArchives(lock)) return { source: 'archive', version, released, ...lock.archives[arch] };
  const { name, integrity, version: found } = readLockedPackage(root, `node-linux-${arch}`);
  if (found !== version) throw new Fault('NODE_LOCK_STALE', { path: NODE_LOCK, version, found });
  return { source: 'npm', version, released, name, sha512: parseIntegrity(integrity) };
}
