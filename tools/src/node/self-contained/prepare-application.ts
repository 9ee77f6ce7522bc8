import { type Elf, type Segment, PT, listLoads, nameSegmentType } from '../../formats/elf/elf.ts';
import { parseSections } from '../../formats/elf/parse-sections.ts';
import { Fault } from '../../host/faults/fault.ts';
import { ceilTo, floorTo } from './move-image.ts';

/**
 * Checks that a program can become self-contained, and drops a segment that it does not need.
 *
 * @param pageBytes The largest page that a kernel for this machine may use.
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
 * Drops a segment that contains only the program headers, which are rendered again anyway. Tools that add
 * segments create it, such as LIEF inside `node --build-sea`. LIEF assumes pages of 4 KiB, so with pages
 * of 64 KiB that segment would share a page with the data of the application.
 */
function dropHeaderSegment(application: Elf): Elf {
  const { segments } = application;
  const headers = segments.find(({ type }) => type === PT.PHDR);
  const others = listLoads(application).slice(1); // the first one also contains the ELF header
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

/** A part that is described but not mapped could not be moved with a mapped segment. */
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
