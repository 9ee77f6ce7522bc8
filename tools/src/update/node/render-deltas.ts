import { formatDelta } from '../../host/format-delta.ts';
import { formatSize } from '../../host/format-size.ts';
import { renderTable } from '../../host/render-table.ts';
import type { NodeFacts, Needs } from './measures.ts';

/** Renders the changes of a move from one Node to another, for the people who decide about it. */
export function renderDeltas(before: NodeFacts, after: NodeFacts): string {
  return [
    renderTable([
      ['', before.release, after.release, 'change'],
      ...renderSizes(before, after),
      renderStart(before, after),
    ]),
    renderVersions(before, after),
    ...Object.entries(after.needs).map(([arch, needs]) =>
      renderNeeds(arch, before.needs[arch] ?? { libraries: [], symbolVersions: [] }, needs),
    ),
  ].join('\n\n');
}

function renderSizes(before: NodeFacts, after: NodeFacts): readonly (readonly string[])[] {
  const sizesOf = ({ measures: { runtime, layerBytes, binaryBytes } }: NodeFacts) => ({
    'host binary': binaryBytes,
    'runtime layer, gzip': layerBytes,
    runtime: runtime.fileBytes,
    '  code': runtime.codeBytes,
    '  read-only data': runtime.readOnlyBytes,
    '  writable data': runtime.writableBytes,
    '  embedded libraries': runtime.libraryBytes,
    '  headers, padding': runtime.otherBytes,
  });
  const fresh: Readonly<Record<string, number>> = sizesOf(after);
  return Object.entries(sizesOf(before)).map(([name, sizeBytes]) => {
    const now = fresh[name] ?? 0;
    return [name, formatSize(sizeBytes), formatSize(now), formatDelta(now - sizeBytes)];
  });
}

/** Renders whole milliseconds: with a few rounds on a shared machine, tenths are noise. */
function renderStart({ startMs: before }: NodeFacts, { startMs: after }: NodeFacts) {
  const delta = Math.round(after) - Math.round(before);
  const change = delta === 0 ? 'none' : `${delta > 0 ? '+' : ''}${delta} ms`;
  return [
    'start of the host binary',
    `${Math.round(before)} ms`,
    `${Math.round(after)} ms`,
    change,
  ];
}

function renderVersions(before: NodeFacts, after: NodeFacts): string {
  const [old, fresh] = [before.measures.versions, after.measures.versions];
  const rows = Object.keys({ ...old, ...fresh })
    .filter((name) => old[name] !== fresh[name])
    .map((name) => [name, old[name] ?? 'none', fresh[name] ?? 'none']);
  return rows.length === 0
    ? 'The same versions inside'
    : renderTable([['inside', before.release, after.release], ...rows]);
}

function renderNeeds(arch: string, before: Needs, after: Needs): string {
  const changes = [
    ...renderChanges(before.libraries, after.libraries),
    ...renderChanges(before.symbolVersions, after.symbolVersions),
  ];
  const counts = `${after.libraries.length} libraries, ${after.symbolVersions.length} symbol versions`;
  const title = `${arch} needs ${counts}, all of them locked`;
  return changes.length === 0 ? `${title}: as before` : [`${title}:`, ...changes].join('\n');
}

function renderChanges(before: readonly string[], after: readonly string[]): readonly string[] {
  return [
    ...after.filter((name) => !before.includes(name)).map((name) => `  + ${name}`),
    ...before.filter((name) => !after.includes(name)).map((name) => `  - ${name}`),
  ];
}
