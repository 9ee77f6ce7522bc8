import { mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROCESSORS, type Arch } from '../../formats/processor.ts';
import { Fault } from '../../host/faults/fault.ts';
import { fixEnvironment } from '../../host/fix-environment.ts';
import { TOOLS_FOLDER } from '../../host/tools-folder.ts';
import { PROJECT_LOCK, readNodeLock, renderNodeLock, type NodeLock } from '../archive/node-lock.ts';
import { fetchNode, lockedPackage } from '../runtime/fetch-node.ts';
import { compareNodeReleases, isNodeRelease } from './node-release.ts';
import { readIntegrity } from './read-integrity.ts';
import { readReleased } from './read-released.ts';
import { readPublished, type Npm } from './read-releases.ts';

/**
 * Pins another Node for a project: writes its version, and the digests of its packages for both processors, to a file
 * that is committed. It fetches both packages, checks them and keeps them, so that builds need no network.
 *
 * @param root Folder of the project, with the settings of npm.
 * @param text A release such as 26.12.1, or the start of one, such as 26, for the newest of that line.
 * @throws {Fault} `NODE_PIN`, `NODE_UNLISTED`, and those of `fetchNode`; no file is written then.
 */
export function pinNode(root: string, text: string, given: NodeJS.ProcessEnv): NodeLock {
  checkLine(text);
  const npm = { cwd: root, env: fixEnvironment(given) };
  const version = choosePinned(text, readPublished(npm));
  const [x64, arm64] = (['x64', 'arm64'] as const).map((arch) => readDigest(arch, version, npm));
  const undated = { version, released: '', integrity: { x64, arm64 } } as NodeLock;
  const paths = PROCESSORS.map(({ arch }) => fetchNode(lockedPackage(undated, arch), npm).path);
  const lock = { ...undated, released: readReleased(paths[0] ?? '', version) };
  writeLock(join(root, PROJECT_LOCK), lock);
  return lock;
}

/**
 * Removes the pin, so that the project has the Node of the tools again.
 *
 * @returns Whether there was one.
 */
export function unpinNode(root: string): boolean {
  const path = join(root, PROJECT_LOCK);
  try {
    rmSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  for (const folder of [dirname(path), dirname(dirname(path))]) removeIfEmpty(folder);
  return true;
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
  }
}

/**
 * Chooses a release that npm has for both processors.
 *
 * @throws {Fault} `NODE_PIN` if there is none, or if it is of another line than that of the tools, which use what only
 *   that line has.
 */
export function choosePinned(
  text: string,
  published: ReadonlyMap<string, readonly string[]>,
): string {
  checkLine(text);
  const [first = [], ...others] = published.values();
  const found = first
    .filter((release) => isNodeRelease(release) && `${release}.`.startsWith(`${text}.`))
    .filter((release) => others.every((releases) => releases.includes(release)))
    .toSorted(compareNodeReleases)
    .at(-1);
  if (found === undefined)
    throw refuse(text, `the registry does not have it as ${[...published.keys()].join(' and ')}`);
  return found;
}

function checkLine(text: string): void {
  const [line = ''] = ownRelease().split('.');
  if (!/^\d+(?:\.\d+){0,2}$/.test(text)) throw refuse(text, 'it is no release');
  if (text.split('.')[0] !== line)
    throw refuse(text, `@tscratch/tools builds with Node ${line} only`);
}

function refuse(text: string, reason: string): Fault {
  return new Fault('NODE_PIN', { text, reason, example: ownRelease() });
}

/** The release that the tools ship. */
function ownRelease(): string {
  return readNodeLock(TOOLS_FOLDER).version;
}

function readDigest(arch: Arch, version: string, npm: Npm): string {
  return readIntegrity(`node-linux-${arch}@${version}`, npm);
}

/** Who reads the file sees the old one or the new one. */
function writeLock(path: string, lock: NodeLock): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.writing`, renderNodeLock(lock));
  renameSync(`${path}.writing`, path);
}
