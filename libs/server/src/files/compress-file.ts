import { promisify } from 'node:util';
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib';
import type { Coding } from '../http/compression/parse-accept-encoding.ts';

/** A smaller file may fit into the same packets as it is, and a larger one would keep a client waiting. */
const [MIN_BYTES, MAX_BYTES] = [1_024, 4 * 1024 ** 2];
/** Others wait: each takes a thread of libuv, of which there are four, and some megabytes. */
const MAX_AT_ONCE = 2;
/** A result that saves less than this share is not worth the work of the client. */
const MIN_SAVING = 1 / 20;

/** A file that may be compressed. */
export interface CompressibleFile {
  readonly bytes: Buffer;
  readonly coding: Coding;
  /** Distinguishes the state of the file from others. */
  readonly state: string;
}

/** Compresses a file; undefined if that is not worth it. Calls for the same state and coding share the work. */
export type CompressFile = (file: CompressibleFile) => Promise<Buffer | undefined>;

const deflate = promisify(gzip);
const brotli = promisify(brotliCompress);
const zstd = promisify(zstdCompress);

/** Levels that compress 10 MB/s on one core: more is slower by an order of magnitude, and saves 6 % with br. */
const ENCODERS: Readonly<Record<Coding, (bytes: Buffer) => Promise<Buffer>>> = {
  gzip: (bytes) => deflate(bytes, { level: 9 }),
  br: (bytes) =>
    brotli(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 9,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        [constants.BROTLI_PARAM_LGWIN]: Math.max(16, Math.ceil(Math.log2(bytes.length))),
      },
    }),
  zstd: (bytes) => zstd(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 15 } }),
};

/** Creates the function that compresses files, a bounded number at the same time. */
export function createCompressFile(): CompressFile {
  const inProgress = new Map<string, Promise<Buffer | undefined>>();
  const waiting: (() => void)[] = [];
  let running = 0;
  async function run({ bytes, coding }: CompressibleFile): Promise<Buffer | undefined> {
    if (running === MAX_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      const coded = await ENCODERS[coding](bytes);
      return coded.length <= bytes.length * (1 - MIN_SAVING) ? coded : undefined;
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  }
  return (file) => {
    const { bytes, coding, state } = file;
    if (bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) return Promise.resolve(undefined);
    const key = `${coding} ${state}`;
    let result = inProgress.get(key);
    if (result === undefined) {
      result = run(file).finally(() => inProgress.delete(key));
      inProgress.set(key, result);
    }
    return result;
  };
}
