import { join } from 'node:path';
import { locateOfficialNode, type Machine } from './archive/locate-node.ts';
import { writeWorkspaceNode } from './write-workspace-node.ts';

/**
 * Builds the Node that runs the tools from the pinned one. `npm start` bundles this file and runs it with
 * the machine's own Node, the oldest that is supported.
 *
 * @param path Path of the result.
 * @throws {Fault} those of `locateOfficialNode` and `writeWorkspaceNode`.
 */
export function makeWorkspaceNode(path: string, root: string, machine: Machine): void {
  const toolsFolder = join(root, 'tools');
  const nodePath = locateOfficialNode(root, machine, toolsFolder);
  writeWorkspaceNode(path, { nodePath, toolsFolder });
}
