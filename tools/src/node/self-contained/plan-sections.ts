import { type Section, type Segment, PF, SHF, SHT, listLoads } from '../../formats/elf/elf.ts';
import { type MovedLoad, moveSection } from './move-image.ts';
import { LIBRARY_ALIGN_BYTES } from './embed-libraries.ts';
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
  const parts = sections.map((section) =>
    isTrue(section) ? moveSection(section, loads).map((moved) => fillSection(moved, loads)) : [],
  );
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
 * Gives `.bss` content if the file has the bytes of its memory. Tools that add segments write them, such as LIEF
 * inside `node --build-sea`, and leave the section as it was; strip(1) would move it.
 */
function fillSection(section: Section, loads: readonly MovedLoad[]): Section {
  const { type, flags, virtualAddress, sizeBytes } = section;
  const isInFile = loads.some(
    ({ to }) =>
      virtualAddress >= to.virtualAddress &&
      virtualAddress + sizeBytes <= to.virtualAddress + to.fileBytes,
  );
  const isFilled = type === SHT.NOBITS && (flags & SHF.TLS) === 0 && isInFile;
  return isFilled ? { ...section, type: SHT.PROGBITS } : section;
}

/**
 * Returns a section for each part of a segment that has none: strip(1) and objcopy(1) keep the content of
 * sections, and write zeros elsewhere.
 *
 * @param sections Those that already exist.
 * @param headerBytes Length of the ELF header and the program headers, which these tools write themselves.
 */
export function coverSegments(
  segments: readonly Segment[],
  sections: readonly Section[],
  headerBytes: number,
): readonly Section[] {
  const inFile = sections
    .filter(({ type, flags }) => flags & SHF.ALLOC && type !== SHT.NOBITS)
    .sort((one, other) => one.offset - other.offset);
  return listLoads({ segments }).flatMap((segment) => {
    const end = segment.offset + segment.fileBytes;
    const inside = inFile.filter(({ offset }) => offset >= segment.offset && offset < end);
    let start = Math.max(segment.offset, headerBytes);
    return [...inside, { offset: end, sizeBytes: 0 }].flatMap(({ offset, sizeBytes }) => {
      const gap = offset > start ? [sectionOf(segment, start, offset)] : [];
      start = Math.max(start, offset + sizeBytes);
      return gap;
    });
  });
}

/** Returns a section for the part of a segment from one offset to another. */
function sectionOf(
  { flags, offset, virtualAddress }: Segment,
  start: number,
  end: number,
): Section {
  return {
    ...INACTIVE,
    name: '.mapped',
    type: SHT.PROGBITS,
    flags: SHF.ALLOC | (flags & PF.W ? SHF.WRITE : 0) | (flags & PF.X ? SHF.EXECINSTR : 0),
    virtualAddress: virtualAddress + start - offset,
    offset: start,
    sizeBytes: end - start,
    alignBytes: 1,
  };
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
    alignBytes: LIBRARY_ALIGN_BYTES,
  }));
}

/** The section with the names of all sections; its offset is set once they are known. */
export const SECTION_NAMES: Section = {
  ...INACTIVE,
  name: '.shstrtab',
  type: SHT.STRTAB,
  alignBytes: 1,
};
