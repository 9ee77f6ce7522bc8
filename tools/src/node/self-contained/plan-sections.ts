import { type Section, SHF, SHT } from '../../formats/elf/elf.ts';
import { type MovedLoad, moveSection } from './move-image.ts';
import type { EmbeddedLibrary } from './stub-table.ts';

/** gABI: "This value marks the section header as inactive; it does not have an associated section". */
const INACTIVE: Section = {
  name: '',
  type: SHT.NULL,
  flags: 0,
  virtualAddress: 0,
  offset: 0,
  sizeBytes: 0,
  link: 0,
  info: 0,
  alignBytes: 0,
  entryBytes: 0,
};

/**
 * Returns the section headers of the application that remain valid in the new file: those of mapped
 * sections. gdb unwinds with `.eh_frame` and names functions with `.dynsym`, and finds both only by
 * section. Other headers become inactive ones, since symbols refer to sections by number. If a gap
 * divides a section, its second part comes after all others.
 */
export function keepSections(
  sections: readonly Section[],
  loads: readonly MovedLoad[],
): readonly Section[] {
  const parts = sections.map((section) => (isTrue(section) ? moveSection(section, loads) : []));
  const kept = parts.map(([first = INACTIVE]) => first);
  const last = kept.findLastIndex((section) => section !== INACTIVE);
  const further = parts.flatMap(([, ...others]) => others);
  return [INACTIVE, ...kept.slice(1, last + 1), ...further]; // gABI: the first header is inactive
}

/**
 * Sections that have no meaning without the dynamic section, which is omitted: with it and `.interp`, a
 * debugger would look for libraries at paths that no longer exist.
 */
const DYNAMIC_TYPES: readonly number[] = [
  SHT.DYNAMIC,
  SHT.GNU_VERDEF,
  SHT.GNU_VERNEED,
  SHT.GNU_VERSYM,
];

function isTrue({ name, type, flags }: Section): boolean {
  return (flags & SHF.ALLOC) !== 0 && name !== '.interp' && !DYNAMIC_TYPES.includes(type);
}

/**
 * Returns a section for each library, so that common tools can list and extract them:
 * `objcopy --dump-section .library.libc.so.6=libc.so.6 server`.
 */
export function librarySections(libraries: readonly EmbeddedLibrary[]): readonly Section[] {
  return libraries.map(({ name, offset, sizeBytes }) => ({
    ...INACTIVE,
    name: `.library.${name}`,
    type: SHT.PROGBITS,
    offset,
    sizeBytes,
    alignBytes: 1,
  }));
}

/** The section with the names of all sections; its offset is set once they are known. */
export const SECTION_NAMES: Section = {
  ...INACTIVE,
  name: '.shstrtab',
  type: SHT.STRTAB,
  alignBytes: 1,
};
