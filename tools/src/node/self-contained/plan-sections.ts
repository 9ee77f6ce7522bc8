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
 * The application's section headers that are true of the new file: those over memory. gdb unwinds by
 * `.eh_frame` and names functions by `.dynsym`, and finds both by section only. A header that is
 * left out stays as an inactive one, since symbols refer to sections by number; where a gap divides
 * a section, its second part comes after all others.
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
 * Sections that say nothing without the dynamic section, which is left out: by it and `.interp` a
 * debugger would look for libraries at paths that are gone.
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
 * A section for each library, so that anyone can list and extract them with common tools:
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

/** The section that holds the names of all sections; its place is known when they are. */
export const SECTION_NAMES: Section = {
  ...INACTIVE,
  name: '.shstrtab',
  type: SHT.STRTAB,
  alignBytes: 1,
};
