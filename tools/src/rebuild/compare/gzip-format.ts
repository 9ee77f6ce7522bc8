import { gunzipSync } from 'node:zlib';
import { cutFields, cutPart, renderLittleEndian, type Field, type Format } from './part.ts';
import { unpack } from './unpack.ts';

/** RFC 1952, section 2.3.1. */
const FIELDS: readonly Field[] = [
  { name: 'ID', offset: 0, sizeBytes: 2 },
  { name: 'compression method', offset: 2, sizeBytes: 1 },
  { name: 'flags', offset: 3, sizeBytes: 1, renderValue: renderLittleEndian },
  { name: 'mtime', offset: 4, sizeBytes: 4, renderValue: renderLittleEndian },
  { name: 'extra flags', offset: 8, sizeBytes: 1, renderValue: renderLittleEndian },
  { name: 'operating system', offset: 9, sizeBytes: 1, renderValue: renderLittleEndian },
];
const HEADER_BYTES = 10;
const TRAILER: readonly Field[] = [
  { name: 'CRC-32', offset: 0, sizeBytes: 4 },
  { name: 'size of the content', offset: 4, sizeBytes: 4, renderValue: renderLittleEndian },
];
const TRAILER_BYTES = 8;

const FLAGS = { HEADER_CRC: 2, EXTRA: 4, NAME: 8, COMMENT: 16 } as const;

/** The content, then how it is compressed: https://www.rfc-editor.org/rfc/rfc1952 section 2.2. */
export const gzipFormat: Format = {
  name: 'gzip',
  recognises: (bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b,
  parse: (bytes) => {
    const streamOffset = HEADER_BYTES + optionalBytes(bytes);
    const trailerOffset = bytes.length - TRAILER_BYTES;
    return [
      { name: '', offset: undefined, bytes: unpack(gunzipSync, bytes) },
      {
        name: 'gzip header',
        offset: 0,
        bytes: bytes.subarray(0, streamOffset),
        format: headerFormat,
      },
      cutPart(bytes, {
        name: 'deflate stream',
        offset: streamOffset,
        end: trailerOffset,
        isOpaque: true,
        remark: 'same content, compressed differently',
      }),
      ...cutFields(bytes, trailerOffset, TRAILER),
    ];
  },
};

const headerFormat: Format = {
  name: 'gzip header',
  recognises: () => true,
  parse: (bytes) => [
    ...cutFields(bytes, 0, FIELDS),
    cutPart(bytes, { name: 'name and comment', offset: HEADER_BYTES, end: bytes.length }),
  ],
};

/** Returns the size of the optional fields that the flags announce. */
function optionalBytes(bytes: Uint8Array): number {
  const flags = bytes[3] ?? 0;
  let end = HEADER_BYTES;
  if (flags & FLAGS.EXTRA) end += 2 + (bytes[end] ?? 0) + 256 * (bytes[end + 1] ?? 0);
  for (const flag of [FLAGS.NAME, FLAGS.COMMENT])
    if (flags & flag) end = bytes.indexOf(0, end) + 1 || bytes.length;
  if (flags & FLAGS.HEADER_CRC) end += 2;
  return end - HEADER_BYTES;
}
