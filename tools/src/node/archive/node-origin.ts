import { lockedPackage, parseIntegrity } from '../runtime/fetch-node.ts';
import type { Arch } from '../../formats/processor.ts';
import { isFromArchives } from './find-archived-node.ts';
import { readNodeLock } from './node-lock.ts';

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
 * @throws {Fault} those of `readNodeLock`.
 */
export function readNodeOrigin(root: string, arch: Arch): NodeOrigin {
  const lock = readNodeLock(root);
  const { version, released } = lock;
  if (isFromArchives(lock)) return { source: 'archive', version, released, ...lock.archives[arch] };
  const { name, integrity } = lockedPackage(lock, arch);
  return { source: 'npm', version, released, name, sha512: parseIntegrity(integrity) };
}
