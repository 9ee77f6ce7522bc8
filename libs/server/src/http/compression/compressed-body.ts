import type { ServerResponse } from 'node:http';
import type { Compressor } from './create-compressors.ts';

/** The methods of an answer that compression replaces, as its protocol has them. */
export interface PlainMethods {
  readonly write: (response: ServerResponse, given: readonly unknown[]) => boolean;
  readonly end: (response: ServerResponse, given: readonly unknown[]) => void;
  readonly emit: (response: ServerResponse, given: readonly unknown[]) => boolean;
}

/** The body of an answer that is compressed: what stands in for methods and properties of the answer. */
export interface CompressedBody {
  readonly write: (given: readonly unknown[]) => boolean;
  readonly end: (given: readonly unknown[]) => void;
  /** Frees the compressor of an answer whose head could not be written. */
  readonly abandon: () => void;
  /** The connection takes more. */
  readonly onDrain: () => void;
  readonly writableEnded: boolean;
  readonly writableNeedDrain: boolean;
}

export interface CompressedBodyOptions {
  readonly compressor: Compressor;
  readonly plain: PlainMethods;
  /** Whether the compressor puts out each write by itself. */
  readonly isFlushed: boolean;
  readonly onFailure: (error: Error) => void;
}

type Callback = (error?: Error | null) => void;

/**
 * Lets everything that is written to an answer pass through a compressor. The answer looks like any other to
 * its handler: `write()` returns whether to go on, `drain` says when, `finish` comes after the last byte.
 */
export function createCompressedBody(
  response: ServerResponse,
  { compressor, plain, isFlushed, onFailure }: CompressedBodyOptions,
): CompressedBody {
  const { stream } = compressor;
  const flushSoon = isFlushed ? () => undefined : createFlush(compressor);
  response.once('close', () => stream.destroy());
  stream
    .on('data', (bytes: Buffer) => {
      if (!plain.write(response, [bytes])) stream.pause();
    })
    .on('drain', () => plain.emit(response, ['drain']))
    .on('end', () => {
      plain.end(response, []);
    })
    .on('error', onFailure);
  return {
    write: (given) => {
      if (stream.destroyed) return plain.write(response, given);
      const { chunk, encoding, callback } = argumentsOf(given);
      if (stream.writableEnded) return rejectLate(response, callback);
      const isWritable = stream.write(chunk, encoding, callback);
      flushSoon();
      return isWritable;
    },
    end: (given) => {
      if (stream.destroyed) {
        plain.end(response, given);
        return;
      }
      const { chunk, encoding, callback } = argumentsOf(given);
      const isLate = stream.writableEnded;
      if (isLate && hasBytes(chunk)) rejectLate(response, callback);
      else if (callback !== undefined) response.once('finish', callback);
      if (isLate) return;
      if (hasBytes(chunk)) stream.end(chunk, encoding);
      else stream.end();
    },
    abandon: () => stream.destroy(),
    onDrain: () => stream.resume(),
    get writableEnded() {
      return stream.writableEnded;
    },
    get writableNeedDrain() {
      return stream.writableNeedDrain;
    },
  };
}

/** Creates the function that flushes after a turn of the event loop, so that no write waits for the next one. */
function createFlush({ stream, flush }: Compressor): () => void {
  let isWaiting = false;
  let isBehind = false;
  const wait = (): void => {
    isWaiting = true;
    isBehind = false;
    setImmediate(() => {
      if (stream.writableEnded || stream.destroyed) return;
      flush(() => {
        isWaiting = false;
        if (isBehind) wait();
      });
    });
  };
  return () => {
    if (isWaiting) isBehind = true;
    else wait();
  };
}

interface WriteArguments {
  readonly chunk: unknown;
  readonly encoding: BufferEncoding;
  readonly callback: Callback | undefined;
}

/** Reads the arguments of `write()` and `end()`, of which any may be left out. */
function argumentsOf(given: readonly unknown[]): WriteArguments {
  const callback = given.find((one) => typeof one === 'function') as Callback | undefined;
  const [chunk, encoding] = given.filter((one) => typeof one !== 'function');
  return { chunk, encoding: (encoding ?? 'utf8') as BufferEncoding, callback };
}

/**
 * Returns the length of a body of which `end()` gets all; undefined if it is not known, as with HEAD, to which a
 * handler may answer without a body.
 */
export function lengthOf(
  given: readonly unknown[],
  method: string | undefined,
): number | undefined {
  const { chunk, encoding } = argumentsOf(given);
  if (!hasBytes(chunk)) return method === 'HEAD' ? undefined : 0;
  return typeof chunk === 'string'
    ? Buffer.byteLength(chunk, encoding)
    : (chunk as Partial<Uint8Array>).byteLength;
}

/** Returns whether `end()` gets something to write, by the rule of node:http. */
function hasBytes(chunk: unknown): boolean {
  return Boolean(chunk);
}

/** Reports a write after the end, as node:http does: it is a mistake of the handler. */
function rejectLate(response: ServerResponse, callback: Callback | undefined): false {
  const error = Object.assign(new Error('write after end'), { code: 'ERR_STREAM_WRITE_AFTER_END' });
  setImmediate(() => {
    callback?.(error);
    if (!response.destroyed) response.emit('error', error);
  });
  return false;
}
