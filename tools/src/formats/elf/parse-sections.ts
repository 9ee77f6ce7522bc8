import { type Elf, type Section, SHDR_BYTES, SHT } from './elf.ts';
import { FieldReader } from './field-reader.ts';

/**
 * Parses the section headers; the list is empty if the file has none.
 *
 * @throws {Fault} `ELF_TRUNCATED` or `ELF_FIELD` for a table outside the file.
 * @see elf(5) "Section header (Shdr)"
 */
export function parseSections({ bytes, path }: Elf): readonly Section[] {
  const reader = new FieldReader(path, bytes);
  const tableOffset = reader.u64(40, 'e_shoff');
  const count = reader.u16(60, 'e_shnum');
  if (tableOffset === 0 || count === 0) return [];
  const entryBytes = reader.u16(58, 'e_shentsize');
  if (entryBytes !== SHDR_BYTES)
    throw reader.corrupt('e_shentsize', entryBytes, String(SHDR_BYTES));
  const headers = Array.from({ length: count }, (_, index) =>
    parseHeader(reader, tableOffset + index * SHDR_BYTES, index),
  );
  const names = headers[reader.u16(62, 'e_shstrndx')];
  if (names?.type !== SHT.STRTAB)
    throw reader.corrupt('e_shstrndx', 'not the number of a string table', 'that of .shstrtab');
  return headers.map(({ nameOffset, ...section }, index) => ({
    ...section,
    name: reader.text(
      names.offset + nameOffset,
      names.offset + names.sizeBytes,
      `sh_name of section ${index}`,
    ),
  }));
}

function parseHeader(
  reader: FieldReader,
  at: number,
  index: number,
): Omit<Section, 'name'> & { nameOffset: number } {
  const field = (name: string) => `${name} of section ${index}`;
  return {
    nameOffset: reader.u32(at, field('sh_name')),
    type: reader.u32(at + 4, field('sh_type')),
    flags: reader.u64(at + 8, field('sh_flags')),
    virtualAddress: reader.u64(at + 16, field('sh_addr')),
    offset: reader.u64(at + 24, field('sh_offset')),
    sizeBytes: reader.u64(at + 32, field('sh_size')),
    link: reader.u32(at + 40, field('sh_link')),
    info: reader.u32(at + 44, field('sh_info')),
    alignBytes: reader.u64(at + 48, field('sh_addralign')),
    entryBytes: reader.u64(at + 56, field('sh_entsize')),
  };
}
