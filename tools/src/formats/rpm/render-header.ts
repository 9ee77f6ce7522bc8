/** A value of a header: its tag, its type and its elements. */
export type RpmEntry = readonly [tag: number, type: RpmType, values: RpmValues];

type RpmValues = readonly number[] | readonly string[] | Uint8Array;

/** Types of values, with their numbers in the format. */
const TYPES = { int16: 3, int32: 4, string: 6, binary: 7, strings: 8, translated: 9 } as const;
export type RpmType = keyof typeof TYPES;

/** Bytes at whose multiples a value of a type begins. */
const ALIGNMENTS: Partial<Record<RpmType, number>> = { int16: 2, int32: 4 };

const MAGIC = Buffer.from('8eade80100000000', 'hex');
const INDEX_ENTRY_BYTES = 16;

/**
 * Renders a header: a sorted index and the values. Its first entry covers all others, so that a reader can tell
 * what was signed from what was added later.
 *
 * @param region Tag of that entry: `HEADERSIGNATURES` or `HEADERIMMUTABLE`.
 * @see https://rpm-software-management.github.io/rpm/manual/format_header.html
 */
export function renderHeader(region: number, entries: readonly RpmEntry[]): Uint8Array {
  const sorted = entries.toSorted(([a], [b]) => a - b);
  const index: Uint8Array[] = [];
  let store = Buffer.alloc(0);
  for (const [tag, type, values] of sorted) {
    const padding = Buffer.alloc(-store.byteLength & ((ALIGNMENTS[type] ?? 1) - 1));
    store = Buffer.concat([store, padding]);
    const count = type === 'string' ? 1 : values.length;
    index.push(renderIndexEntry([tag, type], store.byteLength, count));
    store = Buffer.concat([store, renderValues(type, values)]);
  }
  // The trailer of the region says by a negative offset where its index begins.
  const indexBytes = (sorted.length + 1) * INDEX_ENTRY_BYTES;
  const first = renderIndexEntry([region, 'binary'], store.byteLength, INDEX_ENTRY_BYTES);
  const trailer = renderIndexEntry([region, 'binary'], -indexBytes, INDEX_ENTRY_BYTES);
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32BE(sorted.length + 1, 0);
  sizes.writeUInt32BE(store.byteLength + trailer.byteLength, 4);
  return Buffer.concat([MAGIC, sizes, first, ...index, store, trailer]);
}

function renderIndexEntry(
  [tag, type]: readonly [tag: number, type: RpmType],
  offset: number,
  count: number,
): Uint8Array {
  return renderIntegers([tag, TYPES[type], offset, count], 4);
}

function renderValues(type: RpmType, values: RpmValues): Uint8Array {
  if (values instanceof Uint8Array) return values;
  if (type === 'int16' || type === 'int32')
    return renderIntegers(values as readonly number[], type === 'int16' ? 2 : 4);
  return Buffer.from(values.map((text) => `${text}\0`).join(''));
}

/** Integers are big-endian; a negative one is its complement of two. */
function renderIntegers(values: readonly number[], sizeBytes: 2 | 4): Uint8Array {
  const bytes = Buffer.alloc(values.length * sizeBytes);
  for (const [index, value] of values.entries())
    bytes.writeIntBE(
      sizeBytes === 4 ? value | 0 : (value << 16) >> 16,
      index * sizeBytes,
      sizeBytes,
    );
  return bytes;
}
