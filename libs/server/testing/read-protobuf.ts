/** Fields of a message of Protocol Buffers by number: bytes of nested values, or the number of a scalar. */
export type Fields = ReadonlyMap<number, readonly (Uint8Array | bigint)[]>;

/**
 * Reads the fields of a message without its schema.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function readFields(bytes: Uint8Array): Fields {
  const fields = new Map<number, (Uint8Array | bigint)[]>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let offset = 0;
  const readVarint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = view.getUint8(offset++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Uint8Array => bytes.subarray(offset, (offset += length));
  while (offset < bytes.length) {
    const tag = Number(readVarint());
    const value = readValue(tag & 7, readVarint, take);
    fields.set(tag >>> 3, [...(fields.get(tag >>> 3) ?? []), value]);
  }
  return fields;
}

function readValue(
  wireType: number,
  readVarint: () => bigint,
  take: (length: number) => Uint8Array,
): Uint8Array | bigint {
  if (wireType === 0) return readVarint();
  if (wireType === 1) return take(8);
  if (wireType === 2) return take(Number(readVarint()));
  if (wireType === 5) return take(4);
  throw new Error(`Cannot read wire type ${wireType}: expected 0, 1, 2 or 5`);
}

/** Returns the values of a nested message or of a text, in their order. */
export function bytesOf(fields: Fields, field: number): readonly Uint8Array[] {
  return (fields.get(field) ?? []).filter((value) => typeof value !== 'bigint');
}

/** Returns a text, which is empty if it is not present. */
export function textOf(fields: Fields, field: number): string {
  return Buffer.from(bytesOf(fields, field)[0] ?? []).toString();
}

/** Returns a number, which is 0 if it is not present. */
export function numberOf(fields: Fields, field: number): number {
  const [value] = fields.get(field) ?? [];
  return typeof value === 'bigint' ? Number(value) : 0;
}
