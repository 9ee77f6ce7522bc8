import { fstat as fstatWithCallback, read as readWithCallback } from 'node:fs';
import { promisify } from 'node:util';
import type { OpenEntry } from './open-below.ts';
import { stateOf } from './validators.ts';

const read = promisify(readWithCallback);
const fstat = promisify(fstatWithCallback);

/**
 * Reads all bytes of an open file.
 *
 * @returns undefined if the file has changed since it was opened: the bytes may be of two states.
 */
export async function readWhole({ fd, stats }: OpenEntry): Promise<Buffer | undefined> {
  const bytes = Buffer.allocUnsafeSlow(Number(stats.size)); // not a part of a larger block that would stay
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await read(fd, bytes, length, bytes.length - length, length);
    if (bytesRead === 0) return undefined;
    length += bytesRead;
  }
  const isUnchanged = stateOf(await fstat(fd, { bigint: true })) === stateOf(stats);
  return isUnchanged ? bytes : undefined;
}
