import {
  type ElfType,
  type Machine,
  type Segment,
  EHDR_BYTES,
  ELF_TYPES,
  MACHINES,
  PHDR_BYTES,
} from './elf.ts';

/** The fields of the ELF header that differ between two files of this project. */
export interface ElfHeader {
  readonly machine: Machine;
  readonly type: ElfType;
  readonly entryAddress: number;
  /** Where the program header table begins in the file. */
  readonly segmentTableOffset: number;
  readonly segmentCount: number;
}

/** Renders Elf64_Ehdr: 64 bytes, little-endian, System V ABI, no section headers. */
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
  writeU64(bytes, segment.virtualAddress, 24); // p_paddr: of no meaning here, by custom the same
  writeU64(bytes, segment.fileBytes, 32); // p_filesz
  writeU64(bytes, segment.memoryBytes, 40); // p_memsz
  writeU64(bytes, segment.alignBytes, 48); // p_align
  return bytes;
}

function writeU64(bytes: Buffer, value: number, offset: number): void {
  bytes.writeBigUInt64LE(BigInt(value), offset);
}

function numberOf(names: ReadonlyMap<number, string>, wanted: string): number {
  for (const [number, name] of names) if (name === wanted) return number;
  throw new RangeError(`No number is known for "${wanted}"`);
}
