import {
  type ElfType,
  type Machine,
  type Section,
  type Segment,
  EHDR_BYTES,
  ELF_TYPES,
  MACHINES,
  PHDR_BYTES,
  SHDR_BYTES,
} from './elf.ts';

/** The fields of the ELF header that differ between files of this project. */
export interface ElfHeader {
  readonly machine: Machine;
  readonly type: ElfType;
  readonly entryAddress: number;
  /** Offset of the program header table in the file. */
  readonly segmentTableOffset: number;
  readonly segmentCount: number;
  /** The section header table, if any. The last section contains the names. */
  readonly sectionTable?: { readonly offset: number; readonly count: number };
}

/** Renders Elf64_Ehdr: 64 bytes, little-endian, System V ABI. */
export function renderElfHeader(header: ElfHeader): Uint8Array {
  const bytes = Buffer.alloc(EHDR_BYTES);
  bytes.write('\x7fELF\x02\x01\x01', 0, 'latin1'); // ELFCLASS64, ELFDATA2LSB, EV_CURRENT
  bytes.writeUInt16LE(numberOf(ELF_TYPES, header.type), 16); // e_type
  bytes.writeUInt16LE(numberOf(MACHINES, header.machine), 18); // e_machine
  bytes.writeUInt32LE(1, 20); // e_version: EV_CURRENT
  writeU64(bytes, header.entryAddress, 24); // e_entry
  writeU64(bytes, header.segmentTableOffset, 32); // e_phoff
  bytes.writeUInt16LE(EHDR_BYTES, 52); // e_ehsize
  bytes.writeUInt16LE(PHDR_BYTES, 54); // e_phentsize
  bytes.writeUInt16LE(header.segmentCount, 56); // e_phnum
  if (header.sectionTable === undefined) return bytes;
  const { offset, count } = header.sectionTable;
  writeU64(bytes, offset, 40); // e_shoff
  bytes.writeUInt16LE(SHDR_BYTES, 58); // e_shentsize
  bytes.writeUInt16LE(count, 60); // e_shnum
  bytes.writeUInt16LE(count - 1, 62); // e_shstrndx
  return bytes;
}

/** Renders a program header table: one Elf64_Phdr of 56 bytes for each segment. */
export function renderSegmentTable(segments: readonly Segment[]): Uint8Array {
  return Buffer.concat(segments.map(renderSegment));
}

function renderSegment(segment: Segment): Uint8Array {
  const bytes = Buffer.alloc(PHDR_BYTES);
  bytes.writeUInt32LE(segment.type, 0); // p_type
  bytes.writeUInt32LE(segment.flags, 4); // p_flags
  writeU64(bytes, segment.offset, 8); // p_offset
  writeU64(bytes, segment.virtualAddress, 16); // p_vaddr
  writeU64(bytes, segment.virtualAddress, 24); // p_paddr: unused, equal by convention
  writeU64(bytes, segment.fileBytes, 32); // p_filesz
  writeU64(bytes, segment.memoryBytes, 40); // p_memsz
  writeU64(bytes, segment.alignBytes, 48); // p_align
  return bytes;
}

/** Renders the names of sections: each terminated by NUL, the empty name first (gABI "String Table"). */
export function renderSectionNames(sections: readonly Section[]): Uint8Array {
  return Buffer.from(sections.map(({ name }) => `${name}\0`).join(''), 'latin1');
}

/** Renders a section header table that refers to the names of `renderSectionNames`. */
export function renderSectionTable(sections: readonly Section[]): Uint8Array {
  let nameOffset = 0;
  const headers = sections.map((section) => {
    const header = renderSection(section, nameOffset);
    nameOffset += section.name.length + 1;
    return header;
  });
  return Buffer.concat(headers);
}

function renderSection(section: Section, nameOffset: number): Uint8Array {
  const bytes = Buffer.alloc(SHDR_BYTES);
  bytes.writeUInt32LE(nameOffset, 0); // sh_name
  bytes.writeUInt32LE(section.type, 4); // sh_type
  writeU64(bytes, section.flags, 8); // sh_flags
  writeU64(bytes, section.virtualAddress, 16); // sh_addr
  writeU64(bytes, section.offset, 24); // sh_offset
  writeU64(bytes, section.sizeBytes, 32); // sh_size
  bytes.writeUInt32LE(section.link, 40); // sh_link
  bytes.writeUInt32LE(section.info, 44); // sh_info
  writeU64(bytes, section.alignBytes, 48); // sh_addralign
  writeU64(bytes, section.entryBytes, 56); // sh_entsize
  return bytes;
}

function writeU64(bytes: Buffer, value: number, offset: number): void {
  bytes.writeBigUInt64LE(BigInt(value), offset);
}

function numberOf(names: ReadonlyMap<number, string>, wanted: string): number {
  for (const [number, name] of names) if (name === wanted) return number;
  throw new RangeError(`No number is known for "${wanted}"`);
}
