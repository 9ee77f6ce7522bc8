import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { LibrarySource } from './resolve-libraries.ts';
import type { Elf, Machine } from '../../formats/elf/elf.ts';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { Fault } from '../../host/faults/fault.ts';
import { architectureOf } from '../../formats/processor.ts';
import {
  type LibraryConsumer,
  type LibraryLock,
  type LockedLibrary,
  parseLibraryLock,
} from './library-lock.ts';

/** @param folder `tools/libraries` of the workspace. */
export function readLibraryLock(folder: string): LibraryLock {
  const path = join(folder, 'lock.json');
  return parseLibraryLock(readFile(path).toString(), path);
}

/**
 * Returns the locked libraries for a machine: the same bytes on every host, whatever is installed there.
 *
 * @param folder `tools/libraries` of the workspace.
 * @throws {Fault} `LOCK_DIGEST` if a file is not the locked one, `FILE_MISSING`.
 */
export function readLockedLibraries(folder: string, machine: Machine): LibrarySource {
  const architecture = architectureOf(machine);
  const { libraries } = readLibraryLock(folder);
  return {
    description: `"${join(folder, architecture)}"`,
    find(name) {
      const locked = libraries.find(
        (library) => library.architecture === architecture && library.name === name,
      );
      if (locked === undefined) return undefined;
      return parseElf(readLockedFile(folder, locked), join(folder, architecture, name));
    },
  };
}

/**
 * Returns Node as a program that also needs the locked libraries of native addons, because its dynamic loader
 * does not search the machine for them.
 *
 * @param folder `tools/libraries` of the workspace.
 * @param consumers Who loads the addons.
 */
export function needAddonLibraries(
  node: Elf,
  folder: string,
  consumers: readonly LibraryConsumer[] = ['addons'],
): Elf {
  const besides = readLibraryLock(folder)
    .libraries.filter(({ architecture }) => architecture === architectureOf(node.machine))
    .filter(({ neededBy }) => consumers.includes(neededBy))
    .map(({ name }) => name);
  return { ...node, needed: [...node.needed, ...besides] };
}

/** Returns the path of a locked library below `tools/libraries`. */
export function pathOfLibrary({ architecture, name }: LockedLibrary): string {
  return join(architecture, `${name}.br`);
}

function readLockedFile(folder: string, locked: LockedLibrary): Uint8Array {
  const path = join(folder, pathOfLibrary(locked));
  const bytes = decompress(readFile(path), path);
  const found = sha256(bytes);
  if (found !== locked.sha256)
    throw new Fault('LOCK_DIGEST', { path, found, expected: locked.sha256 });
  return bytes;
}

function decompress(bytes: Uint8Array, path: string): Uint8Array {
  try {
    return brotliDecompressSync(bytes);
  } catch (cause) {
    throw new Fault('LOCK_COMPRESSION', { path }, { cause });
  }
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new Fault('FILE_MISSING', { path, remedy: RENEW }, { cause });
  }
}

const RENEW = 'restore it from the repository, or run: npx nx run tools:update-libraries';

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
