import { zstdDecompressSync } from 'node:zlib';
import { cutPart, recordFormat, renderLittleEndian, type Field, type Format } from './part.ts';
import { unpack } from './unpack.ts';

/** RFC 8878, section 3.1.1: 0xfd2fb528, little-endian. */
const MAGIC = Buffer.from('28b52ffd', 'hex');

const DESCRIPTOR_OFFSET = 4;
const CHECKSUM_BYTES = 4;

/** The content, then how it is compressed: https://www.rfc-editor.org/rfc/rfc8878 section 3.1.1. */
export const zstdFormat: Format = {
  name: 'zstd',
  recognises: (bytes) => MAGIC.equals(bytes.subarray(0, MAGIC.length)),
  parse: (bytes) => {
    const { fields, hasChecksum } = planHeader(bytes[DESCRIPTOR_OFFSET] ?? 0);
    const blocksOffset = sizeOf(fields);
    const blocksEnd = bytes.length - (hasChecksum ? CHECKSUM_BYTES : 0);
    return [
      { name: '', offset: undefined, bytes: unpack(zstdDecompressSync, bytes) },
      {
        name: 'zstd header',
        offset: 0,
        bytes: bytes.subarray(0, blocksOffset),
        format: recordFormat('zstd header', fields),
      },
      cutPart(bytes, {
        name: 'zstd blocks',
        offset: blocksOffset,
        end: blocksEnd,
        isOpaque: true,
        remark: 'same content, compressed differently',
      }),
      cutPart(bytes, { name: 'checksum', offset: blocksEnd, end: bytes.length, isOpaque: true }),
    ];
  },
};

/** Plans the fields of a frame header by its descriptor: section 3.1.1.1.1. */
function planHeader(descriptor: number): {
  readonly fields: readonly Field[];
  readonly hasChecksum: boolean;
} {
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const sizes: readonly (readonly [name: string, sizeBytes: number])[] = [
    ['magic', MAGIC.length],
    ['frame descriptor', 1],
    ['window descriptor', isSingleSegment ? 0 : 1],
    ['dictionary ID', [0, 1, 2, 4][descriptor & 3] ?? 0],
    ['size of the content', sizeFlag === 0 ? Number(isSingleSegment) : 2 ** sizeFlag],
  ];
  const fields = sizes.map(([name, sizeBytes], index) => {
    const offset = sizes.slice(0, index).reduce((sum, [, before]) => sum + before, 0);
    return { name, offset, sizeBytes, renderValue: renderLittleEndian };
  });
  return { fields, hasChecksum: (descriptor & 4) !== 0 };
}

function sizeOf(fields: readonly Field[]): number {
  return fields.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
