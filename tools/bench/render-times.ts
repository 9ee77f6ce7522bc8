import { renderTable } from '../src/host/render-table.ts';
import { medianOf, type Times } from '../src/update/node/measure-starts.ts';

/** Renders the median of each contender and its ratio to the median of the first one. */
export function renderTimes(times: Times): string {
  const rows = [...times].map(([{ name }, all]) => ({ name, medianMs: medianOf(all) }));
  const base = rows[0]?.medianMs ?? 1;
  return renderTable(
    rows.map(({ name, medianMs }) => [
      name,
      `${medianMs.toFixed(1)} ms`,
      (medianMs / base).toFixed(2),
    ]),
  );
}
