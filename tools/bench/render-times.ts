import { medianOf, type Times } from '../src/update/node/measure-starts.ts';

/** Renders medians and what each is of the first contender's. */
export function renderTimes(times: Times): string {
  const rows = [...times].map(([{ name }, all]) => ({ name, medianMs: medianOf(all) }));
  const width = Math.max(...rows.map(({ name }) => name.length));
  const base = rows[0]?.medianMs ?? 1;
  return rows
    .map(({ name, medianMs }) => {
      const median = medianMs.toFixed(1).padStart(7);
      return `${name.padEnd(width)} ${median} ms  ${(medianMs / base).toFixed(2)}`;
    })
    .join('\n');
}
