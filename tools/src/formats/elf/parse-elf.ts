import {
  type Elf,
  type ElfType,
  type Machine,
  type Segment,
  DT,
  DYN_BYTES,
  EHDR_BYTES,
  ELF_TYPES,
  MACHINES,
  PHDR_BYTES,
  PT,
  nameSegmentType,
} from './elf.ts';
import { FieldReader } from './field-reader.ts';

/** `e_phnum` of a file that stores its count elsewhere (elf(5)); no program is that large. */
const PN_XNUM = 0xffff;

/**
 * Parses the parts that the kernel and ld.so read: the ELF header, the program headers, the dynamic
 * section. Section headers are ignored, since running a program does not need them.
 *
 * @param bytes The whole file; the result contains views of it.
 * @param path Path for messages.
 * @throws {Fault} `ELF_TRUNCATED` if the file ends inside a field, `ELF_FIELD` if a field violates the
 *   format or has a value that this project does not support.
 * @see elf(5)
 */
export function parseElf(bytes: Uint8Array, path: string): Elf {
  const reader = new FieldReader(path, bytes);
  const header = parseHeader(reader);
  const segments = parseSegments(reader);
  return {
    path,
    bytes,
    ...header,
    segments,
    interpreter: parseInterpreter(reader, segments),
    ...parseDynamic(reader, segments),
  };
}

/** Returns whether the bytes start like an ELF file. */
export function isElf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 4)).equals(Buffer.from('\x7fELF', 'latin1'));
}

function parseHeader(reader: FieldReader): {
  machine: Machine;
  type: ElfType;
  entryAddress: number;
} {
  if (!isElf(reader.bytes)) throw reader.corrupt('EI_MAG', 'something else', '"\\x7fELF"');
  reader.range(0, EHDR_BYTES, 'Elf64_Ehdr');
  expectField(reader, { field: 'EI_CLASS', found: reader.u8(4, 'EI_CLASS'), expected: 2 });
  expectField(reader, { field: 'EI_DATA', found: reader.u8(5, 'EI_DATA'), expected: 1 });
  expectField(reader, { field: 'EI_VERSION', found: reader.u8(6, 'EI_VERSION'), expected: 1 });
  const type = reader.u16(16, 'e_type');
  const machine = reader.u16(18, 'e_machine');
  return {
    type: oneOf(reader, { field: 'e_type', found: type, known: ELF_TYPES }),
    machine: oneOf(reader, { field: 'e_machine', found: machine, known: MACHINES }),
    entryAddress: reader.u64(24, 'e_entry'),
  };
}

function parseSegments(reader: FieldReader): readonly Segment[] {
  const tableOffset = reader.u64(32, 'e_phoff');
  expectField(reader, {
    field: 'e_phentsize',
    found: reader.u16(54, 'e_phentsize'),
    expected: PHDR_BYTES,
  });
  const count = reader.u16(56, 'e_phnum');
  if (count === 0 || count === PN_XNUM)
    throw reader.corrupt('e_phnum', count, `1 to ${PN_XNUM - 1}`);
  const segments = Array.from({ length: count }, (_, index) =>
    parseSegment(reader, tableOffset + index * PHDR_BYTES, index),
  );
  checkLoadOrder(reader, segments);
  return segments;
}

function parseSegment(reader: FieldReader, at: number, index: number): Segment {
  const field = (name: string) => `${name} of program header ${index}`;
  const segment = {
    type: reader.u32(at, field('p_type')),
    flags: reader.u32(at + 4, field('p_flags')),
    offset: reader.u64(at + 8, field('p_offset')),
    virtualAddress: reader.u64(at + 16, field('p_vaddr')),
    fileBytes: reader.u64(at + 32, field('p_filesz')),
    memoryBytes: reader.u64(at + 40, field('p_memsz')),
    alignBytes: reader.u64(at + 48, field('p_align')),
  };
  if (segment.type === PT.NULL) return segment; // gABI: "the other members are undefined"
  const content = `the content of program header ${index} (${nameSegmentType(segment.type)})`;
  reader.range(segment.offset, segment.fileBytes, content);
  if (segment.type === PT.LOAD) checkLoad(reader, segment, field);
  return segment;
}

/** Checks what gABI "Program Header" and elf(5) require of a segment that is mapped. */
function checkLoad(reader: FieldReader, segment: Segment, field: (name: string) => string): void {
  const { fileBytes, memoryBytes, alignBytes, offset, virtualAddress } = segment;
  if (fileBytes > memoryBytes)
    throw reader.corrupt(field('p_filesz'), fileBytes, `at most p_memsz, ${memoryBytes}`);
  if (alignBytes > 1 && !Number.isInteger(Math.log2(alignBytes)))
    throw reader.corrupt(field('p_align'), alignBytes, 'a power of two');
  if (alignBytes > 1 && (virtualAddress - offset) % alignBytes !== 0)
    throw reader.corrupt(
      field('p_vaddr'),
      `0x${virtualAddress.toString(16)}`,
      `0x${offset.toString(16)} (p_offset) modulo 0x${alignBytes.toString(16)} (p_align)`,
    );
}

/** gABI: "Loadable segment entries in the program header table appear in ascending order". */
function checkLoadOrder(reader: FieldReader, segments: readonly Segment[]): void {
  const loads = segments.filter(({ type }) => type === PT.LOAD);
  for (const [index, load] of loads.entries()) {
    const before = loads[index - 1];
    const end = before === undefined ? 0 : before.virtualAddress + before.memoryBytes;
    if (load.virtualAddress < end)
      throw reader.corrupt(
        `p_vaddr of PT_LOAD ${index}`,
        `0x${load.virtualAddress.toString(16)}`,
        `0x${end.toString(16)} or above, the end of the PT_LOAD before it`,
      );
  }
}

function parseInterpreter(reader: FieldReader, segments: readonly Segment[]): string | undefined {
  const segment = segments.find(({ type }) => type === PT.INTERP);
  if (segment === undefined) return undefined;
  return reader.text(segment.offset, segment.offset + segment.fileBytes, 'PT_INTERP');
}

/** What the dynamic section says about libraries. */
type Dependencies = Pick<Elf, 'needed' | 'soname' | 'rpath' | 'runpath'>;

const NAMES: ReadonlyMap<number, string> = new Map([
  [DT.NEEDED, 'DT_NEEDED'],
  [DT.SONAME, 'DT_SONAME'],
  [DT.RPATH, 'DT_RPATH'],
  [DT.RUNPATH, 'DT_RUNPATH'],
]);

function parseDynamic(reader: FieldReader, segments: readonly Segment[]): Dependencies {
  const entries = parseDynamicEntries(reader, segments);
  const named = entries.filter(({ tag }) => NAMES.has(tag));
  const strings = named.length === 0 ? undefined : findStringTable(reader, segments, entries);
  const textsOf = (wanted: number) =>
    named
      .filter(({ tag }) => tag === wanted)
      .map(({ value }) => readText(reader, strings, { value, name: NAMES.get(wanted) ?? '' }));
  const foldersOf = (tag: number) => textsOf(tag).flatMap((text) => text.split(':'));
  return {
    needed: textsOf(DT.NEEDED),
    soname: textsOf(DT.SONAME)[0],
    rpath: foldersOf(DT.RPATH),
    runpath: foldersOf(DT.RUNPATH),
  };
}

function readText(
  reader: FieldReader,
  { offset, sizeBytes } = { offset: 0, sizeBytes: 0 },
  { value, name }: { readonly value: number; readonly name: string },
): string {
  return reader.text(offset + value, offset + sizeBytes, name);
}

interface DynamicEntry {
  readonly tag: number;
  readonly value: number;
}

/** Parses the entries before DT_NULL that this project needs; a file without PT_DYNAMIC has none. */
function parseDynamicEntries(
  reader: FieldReader,
  segments: readonly Segment[],
): readonly DynamicEntry[] {
  const segment = segments.find(({ type }) => type === PT.DYNAMIC);
  if (segment === undefined) return [];
  const wanted: readonly number[] = Object.values(DT);
  const entries: DynamicEntry[] = [];
  for (let at = segment.offset; at < segment.offset + segment.fileBytes; at += DYN_BYTES) {
    // No specification has tags above 2^53. The values of unknown tags are not read.
    const tag = reader.u64(at, 'd_tag');
    if (tag === DT.NULL) return entries;
    if (wanted.includes(tag)) entries.push({ tag, value: reader.u64(at + 8, 'd_val') });
  }
  throw reader.corrupt('PT_DYNAMIC', 'not closed', 'a last entry of DT_NULL');
}

function findStringTable(
  reader: FieldReader,
  segments: readonly Segment[],
  entries: readonly DynamicEntry[],
): { offset: number; sizeBytes: number } {
  const address = entries.find(({ tag }) => tag === DT.STRTAB)?.value;
  const sizeBytes = entries.find(({ tag }) => tag === DT.STRSZ)?.value;
  if (address === undefined || sizeBytes === undefined)
    throw reader.corrupt('PT_DYNAMIC', 'without DT_STRTAB or DT_STRSZ', 'both');
  const offset = offsetOfAddress(segments, address);
  if (offset === undefined)
    throw reader.corrupt('DT_STRTAB', `0x${address.toString(16)}`, 'an address inside a PT_LOAD');
  reader.range(offset, sizeBytes, 'DT_STRTAB');
  return { offset, sizeBytes };
}

/** Finds the file offset of the byte at a virtual address; undefined if unmapped or in bss. */
export function offsetOfAddress(segments: readonly Segment[], address: number): number | undefined {
  const load = segments.find(
    ({ type, virtualAddress, fileBytes }) =>
      type === PT.LOAD && address >= virtualAddress && address < virtualAddress + fileBytes,
  );
  return load && load.offset + (address - load.virtualAddress);
}

function oneOf<Name extends string>(
  reader: FieldReader,
  { field, found, known }: { field: string; found: number; known: ReadonlyMap<number, Name> },
): Name {
  const name = known.get(found);
  if (name !== undefined) return name;
  const list = [...known].map(([number, text]) => `${number} (${text})`).join(' or ');
  throw reader.corrupt(field, found, list);
}

function expectField(
  reader: FieldReader,
  { field, found, expected }: { field: string; found: number; expected: number },
): void {
  if (found !== expected) throw reader.corrupt(field, found, String(expected));
}
