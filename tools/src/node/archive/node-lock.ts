import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Arch } from '../../formats/processor.ts';
import { Fault } from '../../host/faults/fault.ts';
import { TOOLS_FOLDER } from '../../host/tools-folder.ts';

/** Path of the lock of Node, relative to the folder of the tools. `tools:update-node` writes it. */
const OWN_LOCK = 'node/lock.json';

/** Path of the lock of another Node, which a project pins, relative to that project. `pinNode` writes it. */
export const PROJECT_LOCK = 'tscratch/node/lock.json';

/** An archive of an official release. */
export interface LockedArchive {
  /** File name, such as node-v26.13.1-linux-x64.tar.xz. */
  readonly name: string;
  /** Lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** The release of Node that is shipped. */
export interface NodeLock {
  readonly version: string;
  /** Day of the release, `YYYY-MM-DD`, according to Node's own changelog. */
  readonly released: string;
  /** Digests of the packages of npm, as in a lock file: `sha512-` and base64. Undefined if archives replace them. */
  readonly integrity?: Readonly<Record<Arch, string>>;
  /** Archives that replace the packages of npm; undefined if Node comes from npm. */
  readonly archives?: Readonly<Record<Arch, LockedArchive>>;
}

/**
 * Finds the lock of Node: that of the project if it pins another Node, else that of the tools.
 *
 * @returns Its path.
 */
export function findNodeLock(root: string, toolsFolder: string = TOOLS_FOLDER): string {
  const path = join(root, PROJECT_LOCK);
  return existsSync(path) ? path : join(toolsFolder, OWN_LOCK);
}

/** Returns the folder of the archives that a lock names. git ignores it. */
export function findArchives(root: string, toolsFolder: string = TOOLS_FOLDER): string {
  return join(dirname(findNodeLock(root, toolsFolder)), 'archives');
}

/**
 * Reads the lock of the Node that a project ships.
 *
 * @param root Folder of the project.
 * @throws {Fault} `FILE_MISSING`, `NODE_LOCK_FORMAT`.
 */
export function readNodeLock(root: string, toolsFolder: string = TOOLS_FOLDER): NodeLock {
  const path = findNodeLock(root, toolsFolder);
  if (!existsSync(path))
    throw new Fault('FILE_MISSING', { path, remedy: 'restore it from the repository' });
  return parseNodeLock(readFileSync(path, 'utf8'), path);
}

/** @throws {Fault} `NODE_LOCK_FORMAT` with the first field that is wrong. */
export function parseNodeLock(text: string, path: string): NodeLock {
  const refuse = (cause: string) => new Fault('NODE_LOCK_FORMAT', { path, cause });
  const { version, released, integrity, archives } = parseJson(text, refuse);
  if (!matches(version, /^\d+\.\d+\.\d+$/)) throw refuse('"version" is not a release');
  if (!matches(released, /^\d{4}-\d\d-\d\d$/)) throw refuse('"released" is not a day');
  if (archives === undefined)
    return { version, released, integrity: parseIntegrities(integrity, refuse) };
  if (typeof archives !== 'object' || archives === null)
    throw refuse('"archives" is not an object');
  const given: GivenArchives = archives;
  const parse = (arch: Arch): LockedArchive => {
    const { name, sha256 } = given[arch] ?? {};
    if (!matches(name, /^[\w.-]+$/)) throw refuse(`"archives.${arch}.name" is not a file name`);
    if (!matches(sha256, /^[0-9a-f]{64}$/))
      throw refuse(`"archives.${arch}.sha256" is not 64 lower-case hexadecimal digits`);
    return { name, sha256 };
  };
  return { version, released, archives: { x64: parse('x64'), arm64: parse('arm64') } };
}

/** Renders the text of the lock file, which is the same for equal values. */
export function renderNodeLock({ version, released, integrity, archives }: NodeLock): string {
  return `${JSON.stringify({ version, released, integrity, archives }, undefined, 2)}\n`;
}

interface Fields {
  readonly version?: unknown;
  readonly released?: unknown;
  readonly integrity?: unknown;
  readonly archives?: unknown;
}

function parseIntegrities(
  given: unknown,
  refuse: (cause: string) => Error,
): Readonly<Record<Arch, string>> {
  const digests = (given ?? {}) as Partial<Record<Arch, unknown>>;
  const parse = (arch: Arch): string => {
    const digest = digests[arch];
    if (matches(digest, /^sha512-[A-Za-z0-9+/]{86}==$/)) return digest;
    throw refuse(`"integrity.${arch}" is not sha512- and base64`);
  };
  return { x64: parse('x64'), arm64: parse('arm64') };
}

type GivenArchives = Partial<Record<Arch, Partial<Record<keyof LockedArchive, unknown>>>>;

function parseJson(text: string, refuse: (cause: string) => Error): Fields {
  try {
    return (JSON.parse(text) ?? {}) as Fields;
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : 'it is not JSON');
  }
}

function matches(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}
