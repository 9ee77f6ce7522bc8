import type { FieldReader } from '../../formats/elf/field-reader.ts';
import { Fault } from '../../host/faults/fault.ts';

/** MappedData of ucmndata.h: the value at the third byte of every file and item of ICU. */
export const ICU_MAGIC = 0x27da;
/** Offset of `dataFormat`: after headerSize, magic and the first eight bytes of UDataInfo. */
export const FORMAT_OFFSET = 12;

/** A format of ICU data that this project supports, named as in `UDataInfo` of udata.h. */
export interface IcuFormat {
  /** Four letters. */
  readonly name: string;
  /** First numbers of its supported versions; ICU itself checks only those. */
  readonly versions: readonly number[];
}

/**
 * Parses the header at the start of every file and item of ICU (DataHeader of ucmndata.h).
 *
 * @returns Its length in bytes; the content follows.
 * @throws {Fault} `ICU_VERSION` for a format other than the expected one, `ICU_FIELD`, `ELF_TRUNCATED`.
 */
export function parseHeader(reader: FieldReader, subject: string, format: IcuFormat): number {
  const field = (name: string) => `${name} of ${subject}`;
  const magic = reader.u16(2, field('magic'));
  if (magic !== ICU_MAGIC)
    throw icuField(
      reader,
      field('magic'),
      `0x${magic.toString(16)}`,
      `0x${ICU_MAGIC.toString(16)}`,
    );
  const isBigEndian = reader.u8(8, field('isBigEndian'));
  if (isBigEndian !== 0) throw icuField(reader, field('isBigEndian'), isBigEndian, '0');
  const found = Buffer.from(reader.range(FORMAT_OFFSET, 4, field('dataFormat'))).toString('latin1');
  const version = reader.u8(FORMAT_OFFSET + 4, field('formatVersion'));
  if (found !== format.name || !format.versions.includes(version))
    throw new Fault('ICU_VERSION', {
      path: reader.path,
      subject,
      found: `${found} ${version}`,
      expected: format.versions.map((known) => `${format.name} ${known}`).join(' or '),
    });
  return reader.u16(0, field('headerSize'));
}

/** Creates the fault for a value that the code of ICU would not accept. */
export function icuField(
  { path }: FieldReader,
  field: string,
  ...[found, expected]: [found: string | number, expected: string]
): Fault {
  return new Fault('ICU_FIELD', { path, field, found: String(found), expected });
}
