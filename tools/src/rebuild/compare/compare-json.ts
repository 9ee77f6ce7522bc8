import type { Difference } from './difference.ts';
import { findFirstDifference } from './first-difference.ts';

const VALUE_CHARACTERS = 100;
/** Length of the common part that is shown of two long values. */
const CONTEXT_CHARACTERS = 20;

/** Parses JSON objects and arrays; returns undefined for anything else. */
export function tryParseJson(bytes: Uint8Array): object | undefined {
  if (!/^\s*[[{]/.test(Buffer.from(bytes.subarray(0, 64)).toString('latin1'))) return undefined;
  try {
    return JSON.parse(Buffer.from(bytes).toString()) as object;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Finds the first value that differs and returns its JSON pointer, RFC 6901. Returns undefined if values
 * and order of keys are equal, so that only white space can differ.
 */
export function compareJson(expected: unknown, found: unknown): Difference | undefined {
  return compareValues({ pointer: '', expected, found });
}

interface Pair {
  readonly pointer: string;
  readonly expected: unknown;
  readonly found: unknown;
}

function compareValues(pair: Pair): Difference | undefined {
  const { pointer, expected, found } = pair;
  if (
    isContainer(expected) &&
    isContainer(found) &&
    Array.isArray(expected) === Array.isArray(found)
  )
    return compareContainers(pointer, expected, found);
  if (Object.is(expected, found)) return undefined;
  return render(pair);
}

function compareContainers(
  pointer: string,
  expected: object,
  found: object,
): Difference | undefined {
  const [ours, theirs] = [expected, found].map((value) => new Map(Object.entries(value))) as [
    Map<string, unknown>,
    Map<string, unknown>,
  ];
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const below = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const pair = { pointer: below, expected: ours.get(key), found: theirs.get(key) };
    const difference = compareValues(pair);
    if (difference !== undefined) return difference;
  }
  return compareOrder(pointer, [...ours.keys()], [...theirs.keys()]);
}

function compareOrder(
  pointer: string,
  ours: readonly string[],
  theirs: readonly string[],
): Difference | undefined {
  const at = ours.findIndex((key, index) => theirs[index] !== key);
  if (at < 0) return undefined;
  const { place, ...sides } = render({ pointer, expected: ours[at], found: theirs[at] });
  return { place: [...place, 'order of the keys'], ...sides };
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function render({ pointer, expected, found }: Pair): Difference {
  const [ours, theirs] = [renderValue(expected), renderValue(found)];
  const common =
    findFirstDifference(Buffer.from(ours, 'utf16le'), Buffer.from(theirs, 'utf16le')) >> 1;
  const start = common > VALUE_CHARACTERS - CONTEXT_CHARACTERS ? common - CONTEXT_CHARACTERS : 0;
  return {
    place: [pointer === '' ? 'the whole document' : pointer],
    expected: cut(ours, start),
    found: cut(theirs, start),
  };
}

function renderValue(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}

function cut(text: string, start: number): string {
  const end = start + VALUE_CHARACTERS;
  return `${start > 0 ? '...' : ''}${text.slice(start, end)}${text.length > end ? '...' : ''}`;
}
