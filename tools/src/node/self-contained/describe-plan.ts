import { type Segment, PF, listLoads, nameSegmentFlags } from '../../formats/elf/elf.ts';
import { renderTable } from '../../host/render-table.ts';
import type { LibraryLock } from '../libraries/library-lock.ts';
import { architectureOf } from '../../formats/processor.ts';
import type { Plan } from './plan-self-contained.ts';
import { renderSelfContained } from './render-self-contained.ts';

/**
 * Renders a plan for people: the segments that the kernel maps, and the embedded libraries. Sizes are in
 * bytes, addresses and offsets hexadecimal.
 */
export function describePlan(plan: Plan, lock: LibraryLock): string {
  const segments = listLoads({ segments: plan.kernelSegments }).map((segment) => [
    nameOwner(plan, segment),
    nameSegmentFlags(segment.flags),
    hex(segment.virtualAddress),
    String(segment.memoryBytes),
    hex(segment.offset),
    String(segment.fileBytes),
  ]);
  const libraries = plan.stubTable.libraries.map(({ name, offset, sizeBytes }) => [
    name,
    nameVersion(plan, lock, name),
    hex(offset),
    String(sizeBytes),
  ]);
  return [
    `${plan.machine}, entry ${hex(plan.entryAddress)}, ${fileBytes(plan)} bytes`,
    renderTable([['segment', 'access', 'address', 'bytes', 'in file at', 'bytes'], ...segments], 2),
    renderTable([['library', 'package', 'in file at', 'bytes'], ...libraries], 2),
  ].join('\n\n');
}

/** The sizes of the parts of an executable; their sum is the file size. */
export interface PlanSizes {
  readonly codeBytes: number;
  readonly readOnlyBytes: number;
  readonly writableBytes: number;
  readonly libraryBytes: number;
  /** Headers and padding. */
  readonly otherBytes: number;
  readonly fileBytes: number;
}

export function measurePlan(plan: Plan): PlanSizes {
  const segments = listLoads({ segments: plan.kernelSegments });
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  const ofKind = (kind: number) =>
    sum(
      segments
        .filter(({ flags }) => (flags & (PF.X | PF.W)) === kind)
        .map((part) => part.fileBytes),
    );
  const sizes = {
    codeBytes: ofKind(PF.X),
    readOnlyBytes: ofKind(0),
    writableBytes: ofKind(PF.W),
    libraryBytes: sum(plan.stubTable.libraries.map(({ sizeBytes }) => sizeBytes)),
  };
  const total = fileBytes(plan);
  return { ...sizes, otherBytes: total - sum(Object.values(sizes)), fileBytes: total };
}

function fileBytes(plan: Plan): number {
  return renderSelfContained(plan).reduce((total, { byteLength }) => total + byteLength, 0);
}

function nameOwner({ stubTable, applicationSegments }: Plan, { virtualAddress }: Segment): string {
  if (virtualAddress < stubTable.loaderBase) return 'head';
  const ofApplication = listLoads({ segments: applicationSegments }).some(
    (segment) => segment.virtualAddress === virtualAddress,
  );
  return ofApplication ? 'application' : 'dynamic loader';
}

function nameVersion({ machine }: Plan, { libraries }: LibraryLock, name: string): string {
  const locked = libraries.find(
    (library) => library.architecture === architectureOf(machine) && library.name === name,
  );
  return locked === undefined ? 'not locked' : `${locked.package} ${locked.version}`;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
