/** Tags of DER: X.690, section 8; those with a number are context-specific. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  constructed: 0xa0,
  primitive: 0x80,
} as const;

/** Encodes a value whose content is the given pieces, one after the other. */
export function encodeDer(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.of(tag, ...encodeLength(content.length)), content]);
}

export const sequence = (...items: readonly Uint8Array[]): Buffer =>
  encodeDer(TAG.sequence, ...items);

/** X.690, section 8.1.3: one byte, or the number of the bytes that follow. */
function encodeLength(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const bytes = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  return [0x80 | bytes.length, ...bytes];
}

/** Encodes a whole number from its bytes, as a positive one: X.690, section 8.3. */
export function encodeInteger(...bytes: readonly number[]): Buffer {
  const [first = 0] = bytes;
  return encodeDer(TAG.integer, Buffer.of(...(first < 0x80 ? [] : [0]), ...bytes));
}

/** Encodes an object identifier from its dotted form: X.690, section 8.19. */
export function encodeOid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return encodeDer(TAG.oid, Buffer.of(40 * first + second, ...rest.flatMap(encodeArc)));
}

/** Seven bits a byte, the highest first; all but the last have the highest bit set. */
function encodeArc(arc: number): readonly number[] {
  const bytes = [arc & 0x7f];
  for (let rest = arc >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

/** Encodes whole bytes as a bit string: X.690, section 8.6. */
export function encodeBits(bytes: Uint8Array): Buffer {
  return encodeDer(TAG.bitString, Buffer.of(0), bytes);
}

/** Encodes a time in whole seconds: RFC 5280, section 4.1.2.5. */
export function encodeTime(time: Date): Buffer {
  const digits = `${time.toISOString().replaceAll(/\D/g, '').slice(0, 14)}Z`;
  return time.getUTCFullYear() < 2050
    ? encodeDer(TAG.utcTime, Buffer.from(digits.slice(2)))
    : encodeDer(TAG.generalizedTime, Buffer.from(digits));
}
