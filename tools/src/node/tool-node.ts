import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findProcessor } from '../formats/processor.ts';
import { findCacheFolder } from '../host/cache-folder.ts';
import { Fault } from '../host/faults/fault.ts';
import { TOOLS_FOLDER } from '../host/tools-folder.ts';
import { readNodeLock } from './archive/node-lock.ts';
import { identifyTools } from './identify-tools.ts';
import { obtainNode } from './runtime/find-node.ts';
import { writeWorkspaceNode } from './write-workspace-node.ts';

/** Node's `process`, as far as it decides which Node builds. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  readonly env: NodeJS.ProcessEnv;
  readonly execPath: string;
  readonly versions: Pick<NodeJS.ProcessVersions, 'node'>;
  readonly release: Pick<NodeJS.ProcessRelease, 'sourceUrl'>;
}

/**
 * Finds the Node that builds: the one that a project ships, because only the version that writes a
 * single-executable blob or a code cache can read it. If another one runs this, makes a copy of the pinned
 * one that needs no library of the machine, once, in the cache folder.
 *
 * @param root Folder of the project.
 * @returns The path of the program.
 * @throws {Fault} `PLATFORM` on another system than Linux, which can start no program for it; those of
 *   `obtainNode` and `findCacheFolder`.
 */
export function prepareToolNode(root: string, machine: Machine): string {
  checkPlatform(machine);
  return runsPinnedNode(root, machine) ? machine.execPath : makeToolNode(root, machine);
}

/**
 * Tells whether this process is the pinned Node: that version, as nodejs.org built it. A distribution builds
 * its own with other libraries, and V8 would reject a code cache of it.
 */
export function runsPinnedNode(root: string, { versions, release }: Machine): boolean {
  const { version } = readNodeLock(root);
  const official = `https://nodejs.org/download/release/v${version}/node-v${version}.tar.gz`;
  return versions.node === version && release.sourceUrl === official;
}

/** @throws {Fault} `PLATFORM` */
export function checkPlatform({ platform }: Pick<Machine, 'platform'>): void {
  if (platform !== 'linux') throw new Fault('PLATFORM', { platform });
}

/**
 * Makes a copy of the pinned Node that needs no library of the machine, once, in the cache folder.
 *
 * @returns The path of the program.
 * @throws {Fault} those of `obtainNode` and `findCacheFolder`.
 */
export function makeToolNode(root: string, { arch: given, env }: Machine): string {
  const { arch } = findProcessor(given);
  const node = obtainNode(root, arch, env);
  const key = identifyTools([node.path]);
  const path = join(findCacheFolder(env), `tool-node-${node.version}-${arch}-${key}`, 'node');
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  writeWorkspaceNode(path, { nodePath: node.path, toolsFolder: TOOLS_FOLDER });
  return path;
}
