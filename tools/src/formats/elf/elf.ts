/**
 * The vocabulary of ELF as far as this project needs it: 64-bit, little-endian, x86-64 and arm64. Names
 * and numbers are those of the System V gABI (https://gabi.xinuos.com) and elf(5).
 */

/** Processors, by the names that this project uses for ELF. */
export type Machine = 'x86-64' | 'aarch64';

/** `e_machine`: EM_X86_64 and EM_AARCH64. */
export const MACHINES: ReadonlyMap<number, Machine> = new Map([
  [62, 'x86-64'],
  [183, 'aarch64'],
]);

/** `e_type`: a program at fixed addresses, or a file that can be loaded anywhere (PIE, shared object). */
export type ElfType = 'EXEC' | 'DYN';

export const ELF_TYPES: ReadonlyMap<number, ElfType> = new Map([
  [2, 'EXEC'],
  [3, 'DYN'],
]);

/** `p_type`: what a segment is for. */
export const PT = {
  NULL: 0,
  LOAD: 1,
  DYNAMIC: 2,
  INTERP: 3,
  NOTE: 4,
  SHLIB: 5,
  PHDR: 6,
  TLS: 7,
  GNU_EH_FRAME: 0x6474_e550,
  GNU_STACK: 0x6474_e551,
  GNU_RELRO: 0x6474_e552,
  GNU_PROPERTY: 0x6474_e553,
} as const;

/** `p_flags`: the permissions of a segment in memory. */
export const PF = { X: 1, W: 2, R: 4 } as const;

/** `d_tag`: the entries of the dynamic section that name libraries, and the folders to search for them. */
export const DT = {
  NULL: 0,
  NEEDED: 1,
  STRTAB: 5,
  STRSZ: 10,
  SONAME: 14,
  RPATH: 15,
  RUNPATH: 29,
} as const;

/** `sh_type`: only the types that need special treatment. */
export const SHT = {
  NULL: 0,
  PROGBITS: 1,
  STRTAB: 3,
  RELA: 4,
  DYNAMIC: 6,
  NOBITS: 8,
  GNU_VERDEF: 0x6fff_fffd,
  GNU_VERNEED: 0x6fff_fffe,
  GNU_VERSYM: 0x6fff_ffff,
} as const;

/** `sh_flags`: writable, occupies memory at run time, contains instructions, thread-local. */
export const SHF = { WRITE: 1, ALLOC: 2, EXECINSTR: 4, TLS: 0x400 } as const;

/** Sizes of the records in bytes: Elf64_Ehdr, Elf64_Phdr, Elf64_Dyn, Elf64_Shdr, Elf64_Sym, Elf64_Rela. */
export const EHDR_BYTES = 64;
export const PHDR_BYTES = 56;
export const DYN_BYTES = 16;
export const SHDR_BYTES = 64;
export const SYM_BYTES = 24;
export const RELA_BYTES = 24;

/** One program header (Elf64_Phdr). Offsets and sizes in bytes, addresses virtual. */
export interface Segment {
  /** One of `PT`, or a number that this project copies without interpreting it. */
  readonly type: number;
  /** Bits of `PF`. */
  readonly flags: number;
  readonly offset: number;
  readonly virtualAddress: number;
  readonly fileBytes: number;
  readonly memoryBytes: number;
  /** A power of two; 0 and 1 mean no alignment. */
  readonly alignBytes: number;
}

/** One section header (Elf64_Shdr), for debuggers and profilers; running a program does not need it. */
export interface Section {
  readonly name: string;
  /** One of `SHT`, or a number that this project copies without interpreting it. */
  readonly type: number;
  /** Bits of `SHF` and others. */
  readonly flags: number;
  readonly virtualAddress: number;
  readonly offset: number;
  readonly sizeBytes: number;
  /** Number of the section that this one refers to, 0 for none. */
  readonly link: number;
  readonly info: number;
  readonly alignBytes: number;
  readonly entryBytes: number;
}

/** The parts of a program or shared object that the kernel and the dynamic loader read. */
export interface Elf {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly machine: Machine;
  readonly type: ElfType;
  /** Virtual address of the first instruction; 0 in a library without one. */
  readonly entryAddress: number;
  readonly segments: readonly Segment[];
  /** The dynamic loader that the kernel starts instead (PT_INTERP). */
  readonly interpreter: string | undefined;
  /** Names of the libraries that it needs (DT_NEEDED), in order. */
  readonly needed: readonly string[];
  /** The name by which other files need it (DT_SONAME). */
  readonly soname: string | undefined;
  /** Folders in which ld.so searches for what this file needs, and for what its libraries need (DT_RPATH). */
  readonly rpath: readonly string[];
  /** Folders in which ld.so searches for what this file needs; DT_RPATH counts only without them (DT_RUNPATH). */
  readonly runpath: readonly string[];
}

/** Returns the name of a segment type as elf(5) spells it, or its number if elf(5) has no name. */
export function nameSegmentType(type: number): string {
  const known = Object.entries(PT).find(([, number]) => number === type);
  return known === undefined ? `0x${type.toString(16)}` : `PT_${known[0]}`;
}

/** Names the permissions of a segment for people: `read write`. */
export function nameSegmentFlags(flags: number): string {
  const names = [
    [PF.R, 'read'],
    [PF.W, 'write'],
    [PF.X, 'run'],
  ] as const;
  return names.flatMap(([flag, name]) => (flags & flag ? [name] : [])).join(' ');
}

/** Lists the segments that are mapped (PT_LOAD), in ascending order of their addresses. */
export function listLoads({ segments }: Pick<Elf, 'segments'>): readonly Segment[] {
  return segments.filter(({ type }) => type === PT.LOAD);
}

/**
 * Finds the largest page that a kernel for these files may use, in bytes: their linkers aligned the
 * segments to it.
 */
export function largestAlignment(files: readonly Pick<Elf, 'segments'>[]): number {
  return Math.max(...files.flatMap(listLoads).map(({ alignBytes }) => alignBytes));
}
