import { readText } from '../../formats/parse-tar.ts';
import { cutFields, cutPart, type Field, type Format, type Part } from './part.ts';

const MAGIC = '!<arch>\n';

const text = (bytes: Uint8Array): string => JSON.stringify(readText(bytes));

/** The header of a member, ar(5): text padded with spaces. */
const FIELDS: readonly Field[] = [
  { name: 'name', offset: 0, sizeBytes: 16, renderValue: text },
  { name: 'mtime', offset: 16, sizeBytes: 12, renderValue: text },
  { name: 'owner', offset: 28, sizeBytes: 6, renderValue: text },
  { name: 'group', offset: 34, sizeBytes: 6, renderValue: text },
  { name: 'mode', offset: 40, sizeBytes: 8, renderValue: text },
  { name: 'size', offset: 48, sizeBytes: 10, renderValue: text },
  { name: 'end of the header', offset: 58, sizeBytes: 2 },
];
const HEADER_BYTES = 60;
const HEADER_END = '`\n';

/** An archive of ar(5). In a package of deb(5) the data come first, since control contains their digests. */
export const arFormat: Format = {
  name: 'ar',
  recognises: (bytes) => Buffer.from(bytes.subarray(0, MAGIC.length)).toString('latin1') === MAGIC,
  parse: (bytes) => {
    const members: Part[] = [];
    for (let offset = MAGIC.length; offset < bytes.length;) {
      const member = cutMember(bytes, offset);
      members.push(member);
      offset += member.bytes.length;
    }
    const isData = ({ name }: Part) => name.startsWith('data.tar');
    return [
      ...members.filter(isData),
      ...members.filter((member) => !isData(member)),
      cutPart(bytes, { name: 'magic', offset: 0, end: MAGIC.length, isOpaque: true }),
    ];
  },
};

function cutMember(bytes: Uint8Array, offset: number): Part {
  const { name, sizeBytes } = readHeader(bytes.subarray(offset, offset + HEADER_BYTES));
  // Members start at even offsets; the byte in between is a newline.
  const end = offset + HEADER_BYTES + sizeBytes;
  return cutPart(bytes, {
    name,
    offset,
    end: Math.min(end + (sizeBytes % 2), Math.max(bytes.length, end)),
    format: memberFormat,
  });
}

const memberFormat: Format = {
  name: 'ar',
  recognises: () => true,
  parse: (bytes) => {
    const contentEnd = HEADER_BYTES + readHeader(bytes).sizeBytes;
    return [
      cutPart(bytes, { name: '', offset: HEADER_BYTES, end: contentEnd }),
      ...cutFields(bytes, 0, FIELDS),
      cutPart(bytes, { name: 'padding', offset: contentEnd, end: bytes.length }),
    ];
  },
};

function readHeader(bytes: Uint8Array): { name: string; sizeBytes: number } {
  const header = Buffer.from(bytes.subarray(0, HEADER_BYTES)).toString('latin1');
  const size = header.slice(48, 58).trim();
  if (header.slice(58) !== HEADER_END || !/^\d+$/.test(size))
    throw new RangeError('expected the header of a member');
  return { name: header.slice(0, 16).trim().replace(/\/$/, ''), sizeBytes: Number(size) };
}
