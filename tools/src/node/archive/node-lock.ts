import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Arch } from '../../formats/processor.ts';
import { Fault } from '../../host/faults/fault.ts';

/** Path of the lock of Node, relative to the workspace. `tools:update-node` writes it. */
export const NODE_LOCK = 'tools/node/lock.json';

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
  /** Archives that replace the packages of npm; undefined if Node comes from npm. */
  readonly archives?: Readonly<Record<Arch, LockedArchive>>;
}

/** @throws {Fault} `FILE_MISSING`, `NODE_LOCK_FORMAT`. */
export function readNodeLock(root: string): NodeLock {
  const path = join(root, NODE_LOCK);
  if (!existsSync(path))
    throw new Fault('FILE_MISSING', { path, remedy: 'restore it from the repository' });
  return parseNodeLock(readFileSync(path, 'utf8'), path);
}

/** @throws {Fault} `NODE_LOCK_FORMAT` with the first field that is wrong. */
export function parseNodeLock(text: string, path: string): NodeLock {
  const refuse = (cause: string) => new Fault('NODE_LOCK_FORMAT', { path, cause });
  const { version, released, archives } = parseJson(text, refuse);
  if (!matches(version, /^\d+\.\d+\.\d+$/)) throw refuse('"version" is not a release');
  if (!matches(released, /^\d{4}-\d\d-\d\d$/)) throw refuse('"released" is not a day');
  if (archives === undefined) return { version, released };
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
export function renderNodeLock({ version, released, archives }: NodeLock): string {
  return `${JSON.stringify({ version, released, archives }, undefined, 2)}\n`;
}

interface Fields {
  readonly version?: unknown;
  readonly released?: unknown;
  readonly archives?: unknown;
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
