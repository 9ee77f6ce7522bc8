/**
 * Creates the function that splits chunks of a stream into whole lines, without newlines and empty lines; the rest of a
 * chunk waits for the next one.
 */
export function createLineSplitter(): (chunk: string) => readonly string[] {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    return lines.filter((line) => line !== '');
  };
}

/** Most lines that the page keeps. */
export const MAX_LINES = 2_000;

/** Adds lines at the end, and forgets the oldest ones above the limit. */
export function appendLines<Line>(
  lines: readonly Line[],
  fresh: readonly Line[],
  limit = MAX_LINES,
): readonly Line[] {
  return [...lines, ...fresh].slice(-limit);
}

/**
 * Returns the lines of a stream that the recent lines do not contain: both are requested at about the same time.
 * Equal lines count as often as they occur.
 */
export function dropKnown(
  recent: readonly string[],
  streamed: readonly string[],
): readonly string[] {
  const counts = new Map<string, number>();
  for (const line of recent) counts.set(line, (counts.get(line) ?? 0) + 1);
  return streamed.filter((line) => {
    const count = counts.get(line) ?? 0;
    counts.set(line, count - 1);
    return count <= 0;
  });
}
