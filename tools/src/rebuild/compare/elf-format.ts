import {
  EHDR_BYTES,
  PHDR_BYTES,
  PT,
  SHDR_BYTES,
  listLoads,
  nameSegmentFlags,
  type Elf,
  type Section,
  type Segment,
} from '../../formats/elf/elf.ts';
import { isElf, parseElf } from '../../formats/elf/parse-elf.ts';
import { parseSections } from '../../formats/elf/parse-sections.ts';
import {
  parseStubTable,
  stubTableBytes,
  type StubTable,
} from '../../node/self-contained/stub-table.ts';
import { HEADER_FIELDS, SECTION_FIELDS, SEGMENT_FIELDS } from './elf-fields.ts';
import { findSeaBlob } from './find-sea-blob.ts';
import { hex } from './locate-byte.ts';
import {
  cutFields,
  cutPart,
  recordFormat,
  renderLittleEndian,
  type Part,
  type Format,
} from './part.ts';

/**
 * An executable: first its content (Node's blob, libraries) and its segments, then the headers, which
 * contain the sizes and offsets of all that. Parts of a self-contained one have the names of its plan.
 */
export const elfFormat: Format = {
  name: 'ELF',
  recognises: isElf,
  parse: (bytes) => {
    const elf = parseElf(bytes, 'the artefact');
    const own = findSelfContainedParts(elf);
    const sections = parseSections(elf);
    return [
      // For two programs for different processors, this is the only relevant difference.
      ...cutFields(bytes, 0, HEADER_FIELDS).filter(({ name }) => name === 'e_machine'),
      ...findSeaBlob(elf),
      ...cutLibraries(elf, own?.table),
      ...cutStub(elf, own),
      ...cutSegments(elf, { sections, own }),
      ...cutTables(elf, own),
      { name: 'ELF header', offset: 0, bytes: bytes.subarray(0, EHDR_BYTES), format: HEADER },
      ...cutSections(elf, sections),
    ];
  },
};

const HEADER = recordFormat('ELF header', HEADER_FIELDS);
const PROGRAM_HEADER = recordFormat('program header', SEGMENT_FIELDS);
const SECTION_HEADER = recordFormat('section header', SECTION_FIELDS);

/** The parts that only an executable of `renderSelfContained` has; offsets are relative to the file. */
interface SelfContainedParts {
  readonly table: StubTable;
  readonly tableOffset: number;
  readonly applicationHeadersOffset: number;
  readonly stubOffset: number;
  /** Addresses of the application's segments. */
  readonly applicationAddresses: ReadonlySet<number>;
}

function findSelfContainedParts({
  bytes,
  segments,
  entryAddress,
}: Elf): SelfContainedParts | undefined {
  const head = segments.find(({ type, offset }) => type === PT.LOAD && offset === 0);
  if (head === undefined) return undefined;
  const applicationHeadersOffset = EHDR_BYTES + segments.length * PHDR_BYTES;
  const table = parseStubTable(
    bytes.subarray(0, head.fileBytes),
    head.virtualAddress + applicationHeadersOffset,
  );
  if (table === undefined) return undefined;
  return {
    table,
    tableOffset: head.fileBytes - stubTableBytes(table.libraries.length, table.memoryFiles.length),
    applicationHeadersOffset,
    stubOffset: entryAddress - head.virtualAddress,
    applicationAddresses: readAddresses(bytes, applicationHeadersOffset, table),
  };
}

/** Reads the addresses in all program headers of the application, mapped or not. */
function readAddresses(bytes: Uint8Array, offset: number, table: StubTable): ReadonlySet<number> {
  const headers = cutRecords(bytes, { name: '', offset, count: table.applicationHeaderCount });
  return new Set(
    headers.map((header) => Number(renderLittleEndian(header.bytes.subarray(16, 24)))),
  ); // p_vaddr
}

function cutLibraries({ bytes }: Elf, table?: StubTable): readonly Part[] {
  return (table?.libraries ?? []).map(({ name, offset, sizeBytes }) =>
    cutPart(bytes, { name: `library ${name}`, offset, end: offset + sizeBytes }),
  );
}

function cutStub({ bytes }: Elf, own: SelfContainedParts | undefined): readonly Part[] {
  if (own === undefined) return [];
  const { stubOffset: offset, tableOffset: end } = own;
  return [cutPart(bytes, { name: 'stub', offset, end, isOpaque: true })];
}

/** Cuts the tables in the head of the file, which describe all other parts. */
function cutTables({ bytes, segments }: Elf, own: SelfContainedParts | undefined): readonly Part[] {
  const offset = Number(renderLittleEndian(bytes.subarray(32, 40))); // e_phoff
  const headers = cutRecords(bytes, { name: 'program header', offset, count: segments.length });
  if (own === undefined) return headers;
  const { table, tableOffset, applicationHeadersOffset } = own;
  const end = tableOffset + stubTableBytes(table.libraries.length, table.memoryFiles.length);
  return [
    cutPart(bytes, { name: 'table of the stub', offset: tableOffset, end, isOpaque: true }),
    ...headers,
    ...cutRecords(bytes, {
      name: 'program header of the application',
      offset: applicationHeadersOffset,
      count: table.applicationHeaderCount,
    }),
  ];
}

function cutRecords(
  bytes: Uint8Array,
  { name, offset, count }: { name: string; offset: number; count: number },
): readonly Part[] {
  return Array.from({ length: count }, (_, index) => {
    const start = offset + index * PHDR_BYTES;
    const end = start + PHDR_BYTES;
    return cutPart(bytes, { name: `${name} ${index}`, offset: start, end, format: PROGRAM_HEADER });
  });
}

interface SegmentContext {
  readonly sections: readonly Section[];
  readonly own: SelfContainedParts | undefined;
}

function cutSegments(elf: Elf, { sections, own }: SegmentContext): readonly Part[] {
  // The first segment of a self-contained one is the head, whose parts have their own names.
  const loads = listLoads(elf).filter(({ offset }) => !(own && offset === 0));
  return loads.map((segment, index) => {
    const { offset, fileBytes } = segment;
    return cutPart(elf.bytes, {
      name: `${nameOwner(segment, own)} ${nameSegmentFlags(segment.flags)}`,
      key: `segment ${index}`,
      offset,
      end: offset + fileBytes,
      isOpaque: true,
      locate: (at) => [locateInSegment(segment, sections, at)],
    });
  });
}

/** gABI "Section Types": a section that occupies no space in the file. */
const SHT_NOBITS = 8;

function locateInSegment(segment: Segment, sections: readonly Section[], at: number): string {
  const [offset, address] = [segment.offset + at, segment.virtualAddress + at];
  const section = sections.find(
    ({ type, virtualAddress, sizeBytes }) =>
      type !== SHT_NOBITS &&
      virtualAddress > 0 &&
      address >= virtualAddress &&
      address < virtualAddress + sizeBytes,
  );
  const place = `file offset ${hex(offset)}, address ${hex(address)}`;
  return section === undefined ? place : `${place}, in ${section.name}`;
}

/** Names segments like `describePlan`: the loader is between the head and the application. */
function nameOwner({ virtualAddress }: Segment, own: SelfContainedParts | undefined): string {
  if (own === undefined) return 'segment';
  return own.applicationAddresses.has(virtualAddress)
    ? 'application segment'
    : 'dynamic loader segment';
}

function cutSections({ bytes }: Elf, sections: readonly Section[]): readonly Part[] {
  const tableOffset = Number(renderLittleEndian(bytes.subarray(40, 48))); // e_shoff
  const names = sections.findLast(({ name }) => name === '.shstrtab');
  const headers = sections.map(({ name }, index) => {
    const offset = tableOffset + index * SHDR_BYTES;
    const end = offset + SHDR_BYTES;
    const label = `section header ${index}${name && ` (${name})`}`;
    return cutPart(bytes, { name: label, offset, end, format: SECTION_HEADER });
  });
  if (names === undefined) return headers;
  const { offset, sizeBytes } = names;
  const end = offset + sizeBytes;
  return [
    cutPart(bytes, { name: 'names of the sections', offset, end, isOpaque: true }),
    ...headers,
  ];
}
