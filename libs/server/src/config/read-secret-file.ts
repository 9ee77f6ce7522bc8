import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errnoOf } from '../world/faults/fault.ts';

/** Bytes a secret may have: more than any key or token, less than a file named by mistake. */
const MAX_SECRET_BYTES = 65_536;

/** What a file holds and the bits of its mode as in chmod(2), or why it cannot be used. */
export type SecretFile =
  | { readonly text: string; readonly mode: number }
  | { readonly trouble: string; readonly isMissing: boolean };

/** Reads the text of a file, without one newline at its end. Nothing of it is in `trouble`. */
export function readSecretFile(path: string): SecretFile {
  try {
    return decode(readRegularFile(path));
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === undefined) throw error;
    return describeRefusal(errno);
  }
}

function describeRefusal(errno: string): SecretFile {
  const isMissing = errno === 'ENOENT' || errno === 'ENOTDIR';
  if (isMissing) return { trouble: 'no such file', isMissing };
  if (errno === 'EACCES' || errno === 'EPERM')
    return because('permission denied; let the user of the server read it');
  return because(`the system answers ${errno}`);
}

interface FileStart {
  readonly bytes: Uint8Array;
  readonly mode: number;
}

function readRegularFile(path: string): FileStart | undefined {
  // O_NONBLOCK: opening a FIFO would wait for somebody to write to it, open(2).
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(file);
    return stats.isFile() ? { bytes: readStart(file), mode: stats.mode & 0o7777 } : undefined;
  } finally {
    closeSync(file);
  }
}

/** Reads one byte more than allowed, by which too many are known. */
function readStart(file: number): Uint8Array {
  const bytes = new Uint8Array(MAX_SECRET_BYTES + 1);
  let length = 0;
  for (;;) {
    const count = readSync(file, bytes, length, bytes.length - length, null);
    if (count === 0) return bytes.subarray(0, length);
    length += count;
  }
}

function decode(start: FileStart | undefined): SecretFile {
  if (start === undefined) return because('expected a regular file');
  const { bytes, mode } = start;
  if (bytes.length > MAX_SECRET_BYTES) return because(`expected at most ${MAX_SECRET_BYTES} bytes`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return because('expected text in UTF-8');
  }
  const secret = text.replace(/\r?\n$/, ''); // editors and echo(1) add one
  return secret === '' ? because('it is empty; write the secret into it') : { text: secret, mode };
}

function because(trouble: string): SecretFile {
  return { trouble, isMissing: false };
}
