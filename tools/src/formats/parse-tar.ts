/** Reading a tar: pax(1) "ustar Interchange Format", with the extended headers of pax and GNU. */

const BLOCK_BYTES = 512;

/** A member of an archive; offsets are relative to the archive. */
export interface TarMember {
  readonly path: string;
  /** Offset of its header, or of the extended headers before it. */
  readonly offset: number;
  readonly headerOffset: number;
  readonly contentOffset: number;
  readonly content: Uint8Array;
  /** The first byte after it and its padding. */
  readonly end: number;
}

/** @throws {RangeError} for a header whose checksum is wrong, or an archive that ends within a member. */
export function parseMembers(bytes: Uint8Array): readonly TarMember[] {
  const members: TarMember[] = [];
  for (let offset = 0; offset < bytes.length && bytes[offset] !== 0;) {
    const member = readMember(bytes, offset);
    members.push(member);
    offset = member.end;
  }
  return members;
}

/** Reads a member with the extended headers before it: `x` of pax, `L` and `K` of GNU. */
export function readMember(bytes: Uint8Array, offset: number): TarMember {
  let headerOffset = offset;
  let longPath: string | undefined;
  for (;;) {
    const header = readHeader(bytes, headerOffset);
    if (!['x', 'g', 'L', 'K'].includes(header.type))
      return { ...header, path: longPath ?? header.path, offset, headerOffset };
    if (header.type === 'x') longPath = readPaxPath(header.content) ?? longPath;
    if (header.type === 'L') longPath = readText(header.content);
    headerOffset = header.end;
  }
}

function readHeader(
  bytes: Uint8Array,
  offset: number,
): Omit<TarMember, 'offset' | 'headerOffset'> & { type: string } {
  const header = bytes.subarray(offset, offset + BLOCK_BYTES);
  if (header.length < BLOCK_BYTES) throw new RangeError('the archive ends inside of a header');
  const stated = readNumber(header.subarray(148, 156));
  if (stated !== sumHeader(header)) throw new RangeError('the checksum of a header is wrong');
  const sizeBytes = readNumber(header.subarray(124, 136)) ?? 0;
  const contentOffset = offset + BLOCK_BYTES;
  const end = contentOffset + Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;
  if (end > bytes.length) throw new RangeError('the archive ends inside of a member');
  const [name, prefix] = [readText(header.subarray(0, 100)), readText(header.subarray(345, 500))];
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    type: String.fromCharCode(header[156] ?? 0),
    contentOffset,
    content: bytes.subarray(contentOffset, contentOffset + sizeBytes),
    end,
  };
}

/** Sums the bytes of a header, with the checksum field as eight spaces. */
function sumHeader(header: Uint8Array): number {
  return header.reduce(
    (sum, byte, offset) => sum + (offset >= 148 && offset < 156 ? 0x20 : byte),
    0,
  );
}

export function readNumber(field: Uint8Array): number | undefined {
  const digits = readText(field).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

/** pax(1) "pax Extended Header": lines of `<length> <keyword>=<value>`. */
function readPaxPath(content: Uint8Array): string | undefined {
  return /^\d+ path=(.*)$/m.exec(Buffer.from(content).toString())?.[1];
}

/** Returns the text of a fixed-width field, up to its first NUL. */
export function readText(bytes: Uint8Array): string {
  return (Buffer.from(bytes).toString('utf8').split('\0', 1)[0] ?? '').trimEnd();
}
