import {
  constants,
  createBrotliCompress,
  createGzip,
  createZstdCompress,
  type BrotliCompress,
  type Gzip,
  type ZstdCompress,
} from 'node:zlib';
import type { Settings } from '../../config/settings.ts';
import type { Metrics } from '../../telemetry/metrics/metrics.ts';
import type { Coding } from './parse-accept-encoding.ts';

/** Compresses the body of one answer, in libuv's threads. */
export interface Compressor {
  readonly stream: BrotliCompress | Gzip | ZstdCompress;
  /** Makes the stream put out all that it has got so far. */
  readonly flush: (onFlushed: () => void) => void;
}

export interface CompressorsOptions {
  /** The limit, which is read at each use. */
  readonly settings: Pick<Settings, 'compressionMaxAnswers'>;
  readonly metrics: Metrics;
}

/**
 * Opens a compressor, unless too many are open.
 *
 * @param isStream Whether its answer may last: such answers get at most half of the places, or they would take them all.
 */
export type OpenCompressor = (coding: Coding, isStream: boolean) => Compressor | undefined;

/** How a coding is flushed: after each write, or when it is asked to. */
interface Flushing {
  readonly flush?: number;
}

/**
 * Levels that compress 150 MB/s or more on one core, and windows that bound the memory of each: measured with 100
 * open streams, 0.3 MB for gzip, 0.8 MB for br and 0.7 MB for zstd. Defaults of zlib would take up to 9 MB for br.
 */
const STREAMS: Readonly<Record<Coding, (flushing: Flushing) => Compressor['stream']>> = {
  gzip: (flushing) => createGzip({ level: 6, memLevel: 8, ...flushing }),
  br: (flushing) =>
    createBrotliCompress({
      params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 16 },
      ...flushing,
    }),
  zstd: (flushing) =>
    createZstdCompress({
      params: {
        [constants.ZSTD_c_compressionLevel]: 3,
        [constants.ZSTD_c_windowLog]: 17,
        [constants.ZSTD_c_hashLog]: 15,
        [constants.ZSTD_c_chainLog]: 15,
      },
      ...flushing,
    }),
};

/** How to flush without ending a frame or forgetting what was seen. */
const FLUSHES: Readonly<Record<Coding, number>> = {
  gzip: constants.Z_SYNC_FLUSH,
  br: constants.BROTLI_OPERATION_FLUSH,
  zstd: constants.ZSTD_e_flush,
};

/** Creates what opens compressors and counts them. */
export function createCompressors({ settings, metrics }: CompressorsOptions): OpenCompressor {
  const open = { true: 0, false: 0 };
  metrics.observe(
    {
      name: 'http.server.active_compressions',
      unit: '{response}',
      description: 'Answers that are being compressed.',
      kind: 'gauge',
    },
    () => [{ value: open.true + open.false }],
  );
  const passed = metrics.counter({
    name: 'http.server.skipped_compressions',
    unit: '{response}',
    description: 'Answers sent as they are because COMPRESSION_MAX_ANSWERS were being compressed.',
  })({});
  const isFull = (isStream: boolean): boolean => {
    const limit = settings.compressionMaxAnswers;
    return open.true + open.false >= limit || (isStream && open.true >= Math.ceil(limit / 2));
  };
  return (coding, isStream) => {
    if (isFull(isStream)) {
      passed.add(1);
      return undefined;
    }
    const flush = FLUSHES[coding];
    const stream = STREAMS[coding](isStream ? { flush } : {});
    open[`${isStream}`] += 1;
    stream.once('close', () => (open[`${isStream}`] -= 1));
    return {
      stream,
      flush: (onFlushed) => {
        stream.flush(flush, onFlushed);
      },
    };
  };
}
