import { readFileSync } from 'node:fs';
import { digestOf, type Digest } from '../../formats/oci/digest.ts';
import type { Processor } from '../../formats/processor.ts';
import { readNodeOrigin, type NodeOrigin } from '../../node/archive/node-origin.ts';
import { listMaterials } from '../locks/read-lock-file.ts';

/** A file that pins the inputs of a build. */
export interface LockFile {
  /** Relative to the workspace; a file of the tools has the name of their package before it. */
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
  return {
    lockFiles: listMaterials(root).map(({ name, path }) => {
      return { path: name, digest: digestOf(readFileSync(path)) };
    }),
    nodes: processors.map(({ arch }) => readNodeOrigin(root, arch)),
  };
}
