import { type Elf, type Segment, PT, listLoads, nameSegmentType } from '../../formats/elf/elf.ts';
import { parseSections } from '../../formats/elf/parse-sections.ts';
import { Fault } from '../../host/faults/fault.ts';
import { ceilTo, floorTo } from './move-image.ts';

/**
 * Checks that a program can become self-contained, and leaves out what it does not need for that.
 *
 * @param pageBytes The largest page that a kernel for this machine may have.
 * @throws {Fault} `APPLICATION_MOVABLE`, `APPLICATION_UNMAPPED`, `APPLICATION_PAGES`.
 */
export function prepareApplication(application: Elf, pageBytes: number): Elf {
  if (application.type !== 'EXEC')
    throw new Fault('APPLICATION_MOVABLE', { path: application.path });
  const prepared = dropHeaderSegment(application);
  checkMapped(prepared);
  checkPages(prepared, pageBytes);
  return prepared;
}

/**
 * Leaves out a segment that holds nothing but the program headers, which are written anew. A tool
 * that adds segments puts them there, as LIEF inside of `node --build-sea`; and since LIEF reckons
 * with pages of 4 KiB, the segment would share a page of 64 KiB with the application's data.
 */
function dropHeaderSegment(application: Elf): Elf {
  const { segments } = application;
  const headers = segments.find(({ type }) => type === PT.PHDR);
  const others = listLoads(application).slice(1); // the first holds the ELF header as well
  const holder = headers && others.find((load) => covers(load, headers));
  if (holder === undefined || isUsed(application, holder)) return application;
  return { ...application, segments: segments.filter((segment) => segment !== holder) };
}

function isUsed(application: Elf, load: Segment): boolean {
  const describing = application.segments.filter(
    ({ type, fileBytes }) => fileBytes > 0 && type !== PT.LOAD && type !== PT.PHDR,
  );
  const sections = parseSections(application).filter(({ virtualAddress }) => virtualAddress > 0);
  return [...describing, ...sections].some(
    ({ virtualAddress }) =>
      virtualAddress >= load.virtualAddress &&
      virtualAddress < load.virtualAddress + load.memoryBytes,
  );
}

/** A part that is described but not mapped could not be moved along with what is mapped. */
function checkMapped(application: Elf): void {
  const loads = listLoads(application);
  const stray = application.segments.find(
    (segment) =>
      segment.type !== PT.NULL &&
      segment.type !== PT.PHDR &&
      segment.fileBytes > 0 &&
      !loads.some((load) => covers(load, segment)),
  );
  if (stray !== undefined)
    throw new Fault('APPLICATION_UNMAPPED', {
      path: application.path,
      segment: nameSegmentType(stray.type),
    });
}

/** The kernel maps whole pages, and refuses to map one twice. */
function checkPages(application: Elf, pageBytes: number): void {
  let end = 0;
  for (const { virtualAddress, memoryBytes } of listLoads(application)) {
    if (floorTo(virtualAddress, pageBytes) < end)
      throw new Fault('APPLICATION_PAGES', {
        path: application.path,
        address: virtualAddress,
        pageBytes,
      });
    end = ceilTo(virtualAddress + memoryBytes, pageBytes);
  }
}

function covers(load: Segment, { virtualAddress, fileBytes }: Segment): boolean {
  const end = load.virtualAddress + load.memoryBytes;
  return virtualAddress >= load.virtualAddress && virtualAddress + fileBytes <= end;
}
