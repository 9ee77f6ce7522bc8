import { chmodSync, copyFileSync, mkdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { isSource } from '../../attestation/locks/read-lock-file.ts';
import { findProcessors } from '../../formats/processor.ts';
import { readConfiguration } from '../../host/configuration/read-configuration.ts';
import { TOOLS_FOLDER } from '../../host/tools-folder.ts';
import { isFromArchives } from '../../node/archive/find-archived-node.ts';
import { readNodeLock } from '../../node/archive/node-lock.ts';
import { obtainNode } from '../../node/runtime/find-node.ts';
import { makeToolNode, type Machine } from '../../node/tool-node.ts';
import { renderMount } from './render-mount.ts';
import { showFolder } from './show-folder.ts';

/** Where the folder of the Node is in a container. */
const PLACE = '/opt/tscratch';

/** The project whose builds need a Node. */
export interface NodeSubject {
  /** Folder with the lock of Node, if the project pins another one. */
  readonly root: string;
  /** Folder of the program, relative to the root: its configuration says for which processors it is built. */
  readonly folder: string;
}

/**
 * Puts the Node that a build in a copy or a container needs into a folder: `bin/node`, which runs the tools and needs no
 * library of the machine, and `cache` with the official packages that are shipped. The cache of this machine itself
 * would also have finished runtime layers, and a second build would make none.
 *
 * @param place Folder to create.
 * @returns That folder; undefined where the tools are among the sources, because the packages then contain Node.
 * @throws {Fault} those of `obtainNode`, `findCacheFolder` and `readConfiguration`.
 */
export function handOverNode(
  place: string,
  { root, folder }: NodeSubject,
  machine: Machine,
): string | undefined {
  if (planNode(place, root) === undefined) return undefined;
  for (const name of ['bin', 'cache']) mkdirSync(join(place, name), { recursive: true });
  copyFileSync(makeToolNode(root, machine), join(place, 'bin/node'));
  copyPackages(join(place, 'cache'), { root, folder }, machine);
  chmodSync(join(place, 'bin/node'), 0o755);
  showFolder(place);
  return place;
}

function copyPackages(
  cache: string,
  { root, folder }: NodeSubject,
  { arch: own, env }: Machine,
): void {
  if (isFromArchives(readNodeLock(root))) return; // they are unpacked below node_modules
  const { arch = [] } = readConfiguration(root, folder);
  for (const { arch: each } of findProcessors([own, ...arch]))
    copyPackage(obtainNode(root, each, env).path, cache);
}

/** Returns where the folder would be; undefined where the tools are among the sources. */
export function planNode(place: string, root: string): string | undefined {
  return isSource(relative(root, TOOLS_FOLDER)) ? undefined : place;
}

/** Copies what `fetchNode` keeps of a package. One that is installed with the tools is found there again. */
function copyPackage(nodePath: string, cache: string): void {
  const folder = dirname(dirname(nodePath));
  if (!isSource(folder)) return;
  const copy = join(cache, basename(folder));
  mkdirSync(join(copy, 'bin'), { recursive: true });
  for (const name of ['bin/node', 'LICENSE', 'CHANGELOG.md'])
    copyFileSync(join(folder, name), join(copy, name));
}

/** Renders the mount of the folder, and names it to the scripts in the container. */
export function mountNode(folder: string | undefined): readonly string[] {
  if (folder === undefined) return [];
  const mount = renderMount('type=bind', `source=${folder}`, `target=${PLACE}`, 'ro');
  return [mount, ...nameNode(PLACE).map((variable) => `--env=${variable}`)];
}

/** Names the folder to the scripts that build, as an environment variable. */
export function nameNode(folder: string | undefined): readonly string[] {
  return folder === undefined ? [] : [`TSCRATCH_NODE=${folder}`];
}
