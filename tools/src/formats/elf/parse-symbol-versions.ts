import { type Elf, type Section, SHT } from './elf.ts';
import { FieldReader } from './field-reader.ts';
import { parseSections } from './parse-sections.ts';

/** A symbol version that a file needs from a library, such as GLIBC_2.28 of libc.so.6. */
export interface NeededVersion {
  readonly library: string;
  readonly version: string;
}

/** `vd_flags`: the version is the name of the file itself. */
const VER_FLG_BASE = 1;

/**
 * Lists the symbol versions that a file needs: ld.so does not start a program if one is missing.
 *
 * @throws {Fault} `ELF_TRUNCATED` or `ELF_FIELD` if the section is damaged.
 * @see https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html (Elfxx_Verneed)
 */
export function parseNeededVersions(elf: Elf): readonly NeededVersion[] {
  const table = openTable(elf, SHT.GNU_VERNEED);
  if (table === undefined) return [];
  const { reader, section, text } = table;
  return walk(section.info, section.offset, (at) => {
    const library = text(reader.u32(at + 4, 'vn_file'));
    const versions = walk(
      reader.u16(at + 2, 'vn_cnt'),
      at + reader.u32(at + 8, 'vn_aux'),
      (aux) => ({
        entry: { library, version: text(reader.u32(aux + 8, 'vna_name')) },
        stepBytes: reader.u32(aux + 12, 'vna_next'),
      }),
    );
    return { entry: versions, stepBytes: reader.u32(at + 12, 'vn_next') };
  }).flat();
}

/**
 * Lists the symbol versions that a library provides, except the one named after the library itself.
 *
 * @throws {Fault} `ELF_TRUNCATED` or `ELF_FIELD` if the section is damaged.
 * @see https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html (Elfxx_Verdef)
 */
export function parseProvidedVersions(elf: Elf): readonly string[] {
  const table = openTable(elf, SHT.GNU_VERDEF);
  if (table === undefined) return [];
  const { reader, section, text } = table;
  const definitions = walk(section.info, section.offset, (at) => {
    const isBase = (reader.u16(at + 2, 'vd_flags') & VER_FLG_BASE) !== 0;
    const first = at + reader.u32(at + 12, 'vd_aux');
    const version = text(reader.u32(first, 'vda_name'));
    return { entry: isBase ? [] : [version], stepBytes: reader.u32(at + 16, 'vd_next') };
  });
  return definitions.flat();
}

interface VersionTable {
  readonly reader: FieldReader;
  readonly section: Section;
  /** Reads a name of the string table that belongs to the section. */
  readonly text: (offset: number) => string;
}

function openTable(elf: Elf, type: number): VersionTable | undefined {
  const sections = parseSections(elf);
  const section = sections.find((candidate) => candidate.type === type);
  if (section === undefined) return undefined;
  const reader = new FieldReader(elf.path, elf.bytes);
  const strings = sections[section.link];
  if (strings?.type !== SHT.STRTAB)
    throw reader.corrupt(`sh_link of ${section.name}`, section.link, 'that of a string table');
  const end = strings.offset + strings.sizeBytes;
  return {
    reader,
    section,
    text: (offset) => reader.text(strings.offset + offset, end, section.name),
  };
}

/** Follows records that each state the distance to the next one; the last states 0, whatever the count. */
function walk<Entry>(
  count: number,
  start: number,
  read: (at: number) => { readonly entry: Entry; readonly stepBytes: number },
): readonly Entry[] {
  const entries: Entry[] = [];
  let at = start;
  while (entries.length < count) {
    const { entry, stepBytes } = read(at);
    entries.push(entry);
    if (stepBytes === 0) break;
    at += stepBytes;
  }
  return entries;
}
