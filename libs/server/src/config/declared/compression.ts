import { boolean, wholeNumber } from '../kinds.ts';
import { declare } from '../setting.ts';

/** Settings of the compression of what the application answers. */
export const compressionSettings = {
  compression: declare({
    env: 'COMPRESSION',
    kind: boolean,
    default: false,
    doc: 'Whether answers of the application are compressed with br, zstd or gzip, as the client accepts; leave it off behind a proxy that compresses.',
  }),
  compressionMinBytes: declare({
    env: 'COMPRESSION_MIN_BYTES',
    kind: wholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER, unit: 'bytes' }),
    default: 1_024,
    doc: 'Minimum bytes of an answer of known length for it to be compressed.',
    isMutable: true,
  }),
  compressionMaxAnswers: declare({
    env: 'COMPRESSION_MAX_ANSWERS',
    kind: wholeNumber({ min: 1, max: 1_000_000 }),
    default: 64,
    doc: 'Maximum answers that are being compressed at the same time, at most half of them streams; others are sent as they are. Each takes up to 1 MB of memory.',
    isMutable: true,
  }),
};
