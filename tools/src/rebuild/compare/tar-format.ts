import {
  readMember,
  readNumber,
  parseMembers,
  readText,
  type TarMember,
} from '../../formats/parse-tar.ts';
import { cutFields, cutPart, type Field, type Format, type Part } from './part.ts';

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
