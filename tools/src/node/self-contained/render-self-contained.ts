import {
  renderElfHeader,
  renderSectionNames,
  renderSectionTable,
  renderSegmentTable,
} from '../../formats/elf/render-elf.ts';
import { SECTION_NAMES } from './plan-sections.ts';
import { type Placement, ceilTo } from './move-image.ts';
import type { Plan } from './plan-self-contained.ts';
import { renderStubTable } from './stub-table.ts';

/**
 * Renders the executable as chunks in file order. Large chunks are views of the inputs, to avoid copying
 * the more than 100 MB of Node.
 */
export function renderSelfContained(plan: Plan): readonly Uint8Array[] {
  const tail = renderTail(plan);
  const chunks: Uint8Array[] = [];
  let offset = 0;
  for (const placement of [...renderHead(plan, tail), ...plan.placements, ...tail.placements]) {
    chunks.push(new Uint8Array(placement.offset - offset), placement.bytes);
    offset = placement.offset + placement.bytes.byteLength;
  }
  return chunks.filter(({ byteLength }) => byteLength > 0);
}

interface Tail {
  readonly placements: readonly Placement[];
  readonly sectionTable: { readonly offset: number; readonly count: number };
}

/** Renders the names of the sections and the section headers, at the end of the file. */
function renderTail({ sections, endOffset }: Plan): Tail {
  const names = renderSectionNames([...sections, SECTION_NAMES]);
  const all = [...sections, { ...SECTION_NAMES, offset: endOffset, sizeBytes: names.byteLength }];
  const offset = ceilTo(endOffset + names.byteLength, SHDR_ALIGN_BYTES);
  return {
    placements: [
      { offset: endOffset, bytes: names },
      { offset, bytes: renderSectionTable(all) },
    ],
    sectionTable: { offset, count: all.length },
  };
}

/** gABI: the headers contain words of 8 bytes. */
const SHDR_ALIGN_BYTES = 8;

function renderHead(plan: Plan, { sectionTable }: Tail): readonly Placement[] {
  const { head, kernelSegments, applicationSegments, stub } = plan;
  const header = renderElfHeader({
    machine: plan.machine,
    type: 'EXEC',
    entryAddress: plan.entryAddress,
    segmentTableOffset: head.kernelHeadersOffset,
    segmentCount: kernelSegments.length,
    sectionTable,
  });
  const headers = renderSegmentTable([...kernelSegments, ...applicationSegments]);
  const table = renderStubTable(plan.stubTable);
  return [
    { offset: 0, bytes: header },
    { offset: head.kernelHeadersOffset, bytes: headers },
    { offset: head.stubOffset, bytes: stub },
    { offset: head.stubOffset + stub.byteLength, bytes: table },
  ];
}
