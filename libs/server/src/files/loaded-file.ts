import { isEncrypted } from '../http/is-encrypted.ts';
import type { AcceptedCodings } from '../http/compression/accepted-codings.ts';
import type { ByteName } from './byte-name.ts';
import type { SitePage } from './create-site.ts';
import type { FilePath } from './parse-path.ts';
import type { SendFileOptions, SendPart } from './send-file.ts';
import { sendInPieces } from './send-in-pieces.ts';

/**
 * Up to this size head and body are one string, which node:http passes to the kernel in one write. With its
 * head it fits into the 16 kB on the stack to which Node copies a string that it tries to write at once;
 * a larger one is copied to the heap first, and costs as much as a Buffer. Measured at 12 and 100 kB.
 */
const TEXT_LIMIT_BYTES = 15_000;

/** What a request asks for: a path, and the codings that may answer it. */
export interface Wish {
  readonly path: FilePath;
  /** The path in its shortest spelling, as the key of what all roots keep. */
  readonly target: string;
  readonly codings: AcceptedCodings;
  /** The page that answers instead of what the path of the request leads to. */
  readonly page: SitePage | undefined;
  /** The target, then the codings. */
  readonly key: string;
}

/** Returns the key of a path below a root. No request target has a space: the same path of another root has another key. */
export function keyOf(prefix: string, path: string): string {
  return prefix === '' ? path : `${prefix} ${path}`;
}

/** One state of a file, in memory as a whole. */
export interface LoadedFile {
  readonly wish: Wish;
  /** Real path of the root that it was found in. */
  readonly root: ByteName;
  /** Distinguishes the state from others. */
  readonly state: string;
  readonly sizeBytes: number;
  readonly answer: SendFileOptions;
  /** Monotonic clock when the look began that found this state. */
  checkedMs: number;
  /** Whether another look is in progress. */
  isChecking: boolean;
  /** Whether it was asked for since the cache last looked for something to remove. */
  isUsed: boolean;
  /** Answers that are sending its bytes. */
  readerCount: number;
}

/** Returns the function that sends a part of bytes in memory, and keeps them in one form only. */
export function createSendPart(bytes: Buffer): SendPart {
  return bytes.length > TEXT_LIMIT_BYTES ? sendPartOf(bytes) : sendTextOf(bytes.toString('latin1'));
}

function sendPartOf(bytes: Buffer): SendPart {
  return (response, { start, length }) => {
    const part = length === bytes.length ? bytes : bytes.subarray(start, start + length);
    if (isEncrypted(response)) return sendInPieces(response, part);
    response.end(part);
    return undefined;
  };
}

function sendTextOf(text: string): SendPart {
  return (response, { start, length }) => {
    response.end(length === text.length ? text : text.slice(start, start + length), 'latin1');
  };
}
