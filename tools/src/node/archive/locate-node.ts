import { join } from 'node:path';
import { findProcessor, PROCESSORS } from '../../formats/processor.ts';
import { fixEnvironment } from '../../host/fix-environment.ts';
import { TOOLS_FOLDER } from '../../host/tools-folder.ts';
import { isFromArchives, unpackArchivedNode } from './find-archived-node.ts';
import { findArchives, readNodeLock } from './node-lock.ts';

/** Node's `process`: the processor of this machine, and the environment for tar. */
export type Machine = Pick<NodeJS.Process, 'arch' | 'env'>;

/** Node's `process`, as far as `locateNode` uses it. */
export interface RunningNode extends Machine {
  readonly execPath: string;
  readonly versions: Pick<NodeJS.ProcessVersions, 'node'>;
}

/**
 * Returns the path of a Node of the pinned release for this machine: the one that runs this, if it is that
 * release, else the official one. Also unpacks the archives for other processors, because the build in a
 * container that follows has only `node_modules`.
 *
 * @throws {Fault} those of `locateOfficialNode`.
 */
export function locateNode(root: string, running: RunningNode): string {
  const { execPath, versions, env } = running;
  const lock = readNodeLock(root);
  for (const { arch } of isFromArchives(lock) ? PROCESSORS : [])
    locateOfficialNode(root, { arch, env });
  return versions.node === lock.version ? execPath : locateOfficialNode(root, running);
}

/**
 * Returns the path of the official Node, as npm installed it or from its archive, which is unpacked if
 * necessary. It does not check whether npm installed it.
 *
 * @param toolsFolder The folder of the tools, which a bundle of this file cannot know.
 * @throws {Fault} `ARCH_UNKNOWN`; those of `readNodeLock` and `unpackArchivedNode`.
 */
export function locateOfficialNode(
  root: string,
  machine: Machine,
  toolsFolder: string = TOOLS_FOLDER,
): string {
  const { arch } = findProcessor(machine.arch);
  const lock = readNodeLock(root, toolsFolder);
  const archives = findArchives(root, toolsFolder);
  return isFromArchives(lock)
    ? unpackArchivedNode(root, arch, { lock, archives, env: fixEnvironment(machine.env) }).path
    : join(root, `node_modules/node-linux-${arch}/bin/node`);
}
