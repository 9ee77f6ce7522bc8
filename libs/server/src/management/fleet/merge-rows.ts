import type { FilesCacheState } from '../../files/create-files-cache.ts';
import type { Rows } from '../admin/operations/traffic.ts';
import type { Answers } from './ask-threads.ts';

/** Merges the tables of several threads into one, which is sorted and names the thread of each row. */
export function mergeRows<Row>(
  { answers, ...missing }: Answers<Rows<Row>>,
  compare: (a: Row, b: Row) => number,
): Rows<Row> {
  const rows = answers.flatMap(({ thread: { index: thread }, value }) =>
    value.rows.map((row) => ({ ...row, thread })),
  );
  return { rows: rows.sort(compare), ...missing };
}

/** Adds up the states of the files' caches of several threads; the age is the same in each. */
export function addFilesStates(states: readonly FilesCacheState[]): FilesCacheState {
  const sum = (name: keyof FilesCacheState): number =>
    states.reduce((total, state) => total + state[name], 0);
  return {
    limitBytes: sum('limitBytes'),
    maxAgeMs: Math.max(...states.map(({ maxAgeMs }) => maxAgeMs)),
    bytes: sum('bytes'),
    files: sum('files'),
    absent: sum('absent'),
    hits: sum('hits'),
    misses: sum('misses'),
    evictions: sum('evictions'),
  };
}

/**
 * Merges lists of log lines, each the oldest first, by the time in each line, and returns the latest. Lines of one
 * list stay in their order.
 *
 * @param limit Most lines that are returned.
 */
export function mergeLines(
  lists: readonly (readonly string[])[],
  limit: number,
): readonly string[] {
  const timed = lists
    .flatMap(withTimes)
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return timed.slice(-limit).map(({ line }) => line);
}

interface TimedLine {
  readonly time: string;
  readonly line: string;
}

/** Returns lines with times that never decrease; a line without a time has that of the line before. */
function withTimes(lines: readonly string[]): readonly TimedLine[] {
  let latest = '';
  return lines.map((line) => {
    const time = /"time":"([^"]*)"/.exec(line)?.[1] ?? '';
    if (time > latest) latest = time;
    return { time: latest, line };
  });
}
