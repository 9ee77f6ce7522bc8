import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf, type Digest } from '../../formats/oci/digest.ts';
import type { Processor } from '../../formats/processor.ts';
import { NODE_LOCK } from '../../node/archive/node-lock.ts';
import { readNodeOrigin, type NodeOrigin } from '../../node/archive/node-origin.ts';

/** A file that pins the inputs of a build. */
export interface LockFile {
  /** Relative to the workspace. */
  readonly path: string;
  readonly digest: Digest;
}

export interface Materials {
  readonly lockFiles: readonly LockFile[];
  /** What the Node of each processor is made from. */
  readonly nodes: readonly NodeOrigin[];
}

/**
 * Reads the inputs of a build from outside the repository: the lock files, which pin them all, and Node
 * in particular, because it is most of what is shipped.
 *
 * @param root Workspace folder.
 * @throws {Fault} those of `readNodeOrigin`.
 */
export function readMaterials(root: string, processors: readonly Processor[]): Materials {
  const paths = ['package-lock.json', 'tools/libraries/lock.json', NODE_LOCK];
  return {
    lockFiles: paths.map((path) => ({ path, digest: digestOf(readFileSync(join(root, path))) })),
    nodes: processors.map(({ arch }) => readNodeOrigin(root, arch)),
  };
}
