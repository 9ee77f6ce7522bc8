import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { errnoOf } from '../world/faults/fault.ts';

/** Maximum bytes of a secret: more than any key or token, less than most files named by mistake. */
const MAX_SECRET_BYTES = 65_536;

/** Text of a file and its mode bits as in chmod(2), or why it cannot be used. */
export type SecretFile =
  | { readonly text: string; readonly mode: number }
  | { readonly trouble: string; readonly isMissing: boolean };

/** Reads the text of a file without one trailing newline. `trouble` never quotes it. */
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
    return because("permission denied; let the server's user read it");
  return because(errno);
}

interface FileStart {
  readonly bytes: Uint8Array;
  readonly mode: number;
}

function readRegularFile(path: string): FileStart | undefined {
  // O_NONBLOCK: otherwise opening a FIFO would block until a writer opens it, open(2).
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(file);
    return stats.isFile() ? { bytes: readStart(file), mode: stats.mode & 0o7777 } : undefined;
  } finally {
    closeSync(file);
  }
}

/** Reads one byte more than allowed, so that the caller notices a file that is too long. */
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
  return secret === '' ? because('it is empty; write the secret to it') : { text: secret, mode };
}

function because(trouble: string): SecretFile {
  return { trouble, isMissing: false };
}
