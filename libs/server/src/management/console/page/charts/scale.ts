const STEPS = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10];

/** Returns the smallest round number that no value exceeds, whose half is round too. */
export function roundUp(max: number): number {
  if (max <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(max));
  return (STEPS.find((step) => step * power >= max) ?? 10) * power;
}

/** The most of all values; 0 if none is known. */
export function maxOf(series: readonly (readonly (number | null)[])[]): number {
  return series.flat().reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}

/** Seconds in which a value counts as current; some are known only two seconds later. */
const CURRENT_SECONDS = 5;

/** The last value of a series, if it is not old; else null. */
export function currentOf(values: readonly (number | null)[]): number | null {
  return values.slice(-CURRENT_SECONDS).findLast((value) => value !== null) ?? null;
}

/** Height of a chart in its own units; its width is one unit a value. */
export const HEIGHT = 100;

/**
 * Returns the path of a line in SVG's syntax, `M0,90L1,80`. A value that is not known interrupts the line.
 *
 * @see https://www.w3.org/TR/SVG2/paths.html#PathData
 */
export function drawLine(values: readonly (number | null)[], max: number): string {
  let isDrawing = false;
  const parts = values.map((value, x) => {
    const command = isDrawing ? 'L' : 'M';
    isDrawing = value !== null;
    if (value === null) return '';
    const point = `${x},${yOf(value, max)}`;
    const isAlone = command === 'M' && (values[x + 1] ?? null) === null;
    return isAlone ? `M${point}h1` : `${command}${point}`;
  });
  return parts.join('');
}

/** Returns the path of the area below a line whose values are all known. */
export function drawArea(values: readonly (number | null)[], max: number): string {
  const points = values.map((value, x) => `L${x},${yOf(value ?? 0, max)}`);
  return `M0,${HEIGHT}${points.join('')}L${values.length - 1},${HEIGHT}Z`;
}

function yOf(value: number, max: number): number {
  return Math.round(HEIGHT * (1 - Math.min(1, value / max)) * 10) / 10;
}
