import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  writeSync,
} from 'node:fs';
import type { PlannedObject } from './planned-addon.ts';

/** The kernel's links to the open files of this process: proc_pid_fd(5). */
const OPEN_FILES = '/proc/self/fd';

/** Bytes to copy at once. */
const CHUNK_BYTES = 1 << 20;

/**
 * Returns the path of the memory file of a shared object, which the stub has made empty, and fills it if it is.
 * Threads that fill it at the same time write the same bytes to the same places.
 *
 * @param root The folder of the app.
 * @throws {Error} if the file cannot be filled, with the reason.
 */
export function fillMemoryFile(root: string, { path, memoryFile }: PlannedObject): string {
  const target = findMemoryFile(memoryFile);
  const source = openSync(`${root}/${path}`, 'r');
  try {
    if (fstatSync(source).size !== fstatSync(target).size) copy(source, target);
  } catch (cause) {
    const { message } = cause as Error;
    throw new Error(
      `Cannot load "${path}" into memory: ${message}; give the program more memory, or raise the limit of file sizes (ulimit -f, LimitFSIZE=)`,
      { cause },
    );
  } finally {
    closeSync(source);
  }
  return `${OPEN_FILES}/${target}`;
}

function findMemoryFile(name: string): number {
  const found = readdirSync(OPEN_FILES)
    .toSorted()
    .find((number) => isLink(number, `/memfd:${name} (deleted)`));
  if (found === undefined)
    throw new Error(
      `Cannot find the memory file "${name}": the program has closed it; do not close files of others`,
    );
  return Number(found);
}

function isLink(number: string, target: string): boolean {
  try {
    return readlinkSync(`${OPEN_FILES}/${number}`) === target;
  } catch {
    return false; // the folder itself, which is closed again
  }
}

function copy(source: number, target: number): void {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let offset = 0; ;) {
    const count = readSync(source, chunk, 0, CHUNK_BYTES, offset);
    if (count === 0) return;
    for (let done = 0; done < count;)
      done += writeSync(target, chunk, done, count - done, offset + done);
    offset += count;
  }
}
