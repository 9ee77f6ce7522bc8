/** Digits of base64, six bits each: the highest one says that more follow, the lowest one of a number is its sign. */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Column in the bundle, source, line and column in it, and perhaps a name; all absolute. */
export type Segment = readonly number[];

/** Segments of each line of a bundle. */
export type Mappings = readonly (readonly Segment[])[];

/**
 * Reads the mappings of a source map. Their fields are relative to the segment before, the column to that in its line.
 *
 * @see https://tc39.es/ecma426/#sec-mappings
 */
export function readMappings(mappings: string): Mappings {
  let last: Segment = [0];
  return mappings.split(';').map((line) => {
    last = last.with(0, 0);
    return line === ''
      ? []
      : line.split(',').map((text) => {
          const deltas = readNumbers(text);
          const found = deltas.map((delta, field) => (last[field] ?? 0) + delta);
          last = [...found, ...last.slice(found.length)];
          return found;
        });
  });
}

/** Renders the mappings of a source map. */
export function renderMappings(lines: Mappings): string {
  let last: Segment = [0];
  return lines
    .map((line) => {
      last = last.with(0, 0);
      return line
        .map((segment) => {
          const text = segment.map((value, field) => renderNumber(value - (last[field] ?? 0)));
          last = [...segment, ...last.slice(segment.length)];
          return text.join('');
        })
        .join();
    })
    .join(';');
}

/**
 * Follows a bundle that was made of another one to the sources of that.
 *
 * @param made Mappings with the other bundle as their only source.
 * @param first The line of the other bundle at which its text begins.
 */
export function followMappings(made: Mappings, given: Mappings, first: number): Mappings {
  return made.map((line) =>
    line.flatMap(([column = 0, , from = 0, fromColumn = 0]) => {
      const known = given[first + from]?.findLast(([start = 0]) => start <= fromColumn);
      return known === undefined ? [] : [[column, ...known.slice(1)]];
    }),
  );
}

function readNumbers(text: string): readonly number[] {
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const character of text) {
    const digit = DIGITS.indexOf(character);
    value |= (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(value & 1 ? -(value >>> 1) : value >>> 1);
    [value, shift] = [0, 0];
  }
  return numbers;
}

function renderNumber(number: number): string {
  let rest = number < 0 ? (-number << 1) | 1 : number << 1;
  let text = '';
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += DIGITS.charAt(rest > 0 ? digit | 32 : digit);
  } while (rest > 0);
  return text;
}
