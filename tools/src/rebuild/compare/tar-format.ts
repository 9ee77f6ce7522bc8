import { cutFields, cutPart, readText, type Field, type Format, type Part } from './part.ts';

const BLOCK_BYTES = 512;

const octal = (bytes: Uint8Array): string => readText(bytes) || 'empty';
const decimal = (bytes: Uint8Array): string => String(readNumber(bytes) ?? octal(bytes));
const quoted = (bytes: Uint8Array): string => JSON.stringify(readText(bytes));

/** The header of a member, pax(1) "ustar Interchange Format"; fields that follow from others come last. */
const FIELDS: readonly Field[] = [
  { name: 'name', offset: 0, sizeBytes: 100, renderValue: quoted },
  { name: 'name prefix', offset: 345, sizeBytes: 155, renderValue: quoted },
  { name: 'type', offset: 156, sizeBytes: 1, renderValue: quoted },
  { name: 'mode', offset: 100, sizeBytes: 8, renderValue: octal },
  { name: 'owner', offset: 108, sizeBytes: 8, renderValue: decimal },
  { name: 'group', offset: 116, sizeBytes: 8, renderValue: decimal },
  { name: 'mtime', offset: 136, sizeBytes: 12, renderValue: decimal },
  { name: 'link target', offset: 157, sizeBytes: 100, renderValue: quoted },
  { name: 'magic', offset: 257, sizeBytes: 6, renderValue: quoted },
  { name: 'version', offset: 263, sizeBytes: 2, renderValue: quoted },
  { name: 'owner name', offset: 265, sizeBytes: 32, renderValue: quoted },
  { name: 'group name', offset: 297, sizeBytes: 32, renderValue: quoted },
  { name: 'device major', offset: 329, sizeBytes: 8, renderValue: octal },
  { name: 'device minor', offset: 337, sizeBytes: 8, renderValue: octal },
  { name: 'end of the header', offset: 500, sizeBytes: 12 },
  { name: 'size', offset: 124, sizeBytes: 12, renderValue: decimal },
  { name: 'checksum', offset: 148, sizeBytes: 8, renderValue: octal },
];

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

/** An archive: its members in order. */
export const tarFormat: Format = {
  name: 'tar',
  recognises: (bytes) => Buffer.from(bytes.subarray(257, 262)).toString('latin1') === 'ustar',
  parse: (bytes) => memberParts(bytes, parseMembers(bytes)),
};

/** @param isOpaque Returns whether the content of a member must not be split further. */
export function memberParts(
  bytes: Uint8Array,
  members: readonly TarMember[],
  isOpaque: (path: string) => boolean = () => false,
): readonly Part[] {
  const end = members.at(-1)?.end ?? 0;
  return [
    ...members.map((member) => ({
      name: member.path,
      offset: member.offset,
      bytes: bytes.subarray(member.offset, member.end),
      format: memberFormat(isOpaque(member.path)),
    })),
    cutPart(bytes, { name: 'end of the archive', offset: end, end: bytes.length }),
  ];
}

/** Creates the format of one member with its headers, like an archive with only that member. */
function memberFormat(isOpaque: boolean): Format {
  return {
    name: 'tar',
    recognises: () => true,
    parse: (bytes) => {
      const member = readMember(bytes, 0);
      const { contentOffset, headerOffset } = member;
      const contentEnd = contentOffset + member.content.length;
      return [
        cutPart(bytes, { name: '', offset: contentOffset, end: contentEnd, isOpaque }),
        cutPart(bytes, { name: 'extended header', offset: 0, end: headerOffset }),
        ...cutFields(bytes, headerOffset, FIELDS),
        cutPart(bytes, { name: 'padding', offset: contentEnd, end: bytes.length }),
      ];
    },
  };
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
function readMember(bytes: Uint8Array, offset: number): TarMember {
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

function readNumber(field: Uint8Array): number | undefined {
  const digits = readText(field).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

/** pax(1) "pax Extended Header": lines of `<length> <keyword>=<value>`. */
function readPaxPath(content: Uint8Array): string | undefined {
  return /^\d+ path=(.*)$/m.exec(Buffer.from(content).toString())?.[1];
}
