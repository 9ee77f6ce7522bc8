import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf, type Digest } from '../../formats/oci/digest.ts';
import type { Processor } from '../../formats/processor.ts';
import { parseIntegrity, readLockedPackage } from '../../node/runtime/fetch-node.ts';

/** A file that pins the inputs of a build. */
export interface LockFile {
  /** Relative to the workspace. */
  readonly path: string;
  readonly digest: Digest;
}

/** An npm package with the digest of its archive. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** Lower-case hexadecimal digits. */
  readonly sha512: string;
}

export interface Materials {
  readonly lockFiles: readonly LockFile[];
  readonly packages: readonly PinnedPackage[];
}

/**
 * Reads the inputs of a build from outside the repository: the lock files, which pin them all, and Node
 * in particular, because it is most of what is shipped.
 *
 * @param root Workspace folder.
 * @throws {Fault} `NODE_UNLOCKED`
 */
export function readMaterials(root: string, processors: readonly Processor[]): Materials {
  const paths = ['package-lock.json', 'tools/libraries/lock.json'];
  return {
    lockFiles: paths.map((path) => ({ path, digest: digestOf(readFileSync(join(root, path))) })),
    packages: processors.map(({ arch }) => readNodePackage(root, arch)),
  };
}

function readNodePackage(root: string, arch: string): PinnedPackage {
  const { name, version, integrity } = readLockedPackage(root, `node-linux-${arch}`);
  return { name, version, sha512: parseIntegrity(integrity) };
}
