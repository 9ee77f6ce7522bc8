import { areEqual, findFirstDifference } from './first-difference.ts';
import { findFormat, tryParse } from './find-format.ts';
import { hex, isText, locateInText, renderBytes, renderExcerpt } from './locate-byte.ts';
import type { Format, Part } from './part.ts';

/** A file that a build made, and the name to call it by. */
export interface Artefact {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The first thing in which two artefacts differ. */
export interface Difference {
  /** From the artefact inwards: `server-vps`, `application segment read run`, `file offset 0x465010`. */
  readonly place: readonly string[];
  /** What is there: a value, or up to 16 bytes in hexadecimal and ASCII. */
  readonly expected: string;
  readonly found: string;
}

/**
 * Names the first difference between two artefacts in the words of their formats, which are told by
 * content; undefined where they are equal. A cause comes before what follows from it: the file in a
 * layer before the digest of the layer. Damaged bytes are a difference like others, never an error.
 */
export function compareArtefacts(expected: Artefact, found: Artefact): Difference | undefined {
  if (areEqual(expected.bytes, found.bytes)) return undefined;
  return comparePart({ ...expected, offset: 0 }, found.bytes);
}

/** Renders a difference for people: its place, and both sides under it. */
export function renderDifference({ place, expected, found }: Difference): string {
  return [place.join(' > '), `  expected  ${expected}`, `  found     ${found}`].join('\n');
}

/** Of two that are known to differ. */
function comparePart(expected: Part, found: Uint8Array): Difference {
  const format = formatOf(expected, found);
  const difference =
    format === undefined ? compareBytes(expected, found) : compareFormat(format, expected, found);
  return expected.name === ''
    ? difference
    : { ...difference, place: [expected.name, ...difference.place] };
}

function formatOf(part: Part, found: Uint8Array): Format | undefined {
  if (part.isOpaque || part.renderValue !== undefined) return undefined;
  return part.format ?? findFormat(part.bytes) ?? findFormat(found);
}

function compareFormat(format: Format, expected: Part, found: Uint8Array): Difference {
  const [ofExpected, ofFound] = [tryParse(format, expected.bytes), tryParse(format, found)];
  if (ofExpected !== undefined && ofFound !== undefined)
    return compareParts(ofExpected, ofFound) ?? compareAt(ofExpected, expected, found);
  const intact = ofExpected ?? ofFound;
  if (intact === undefined) return compareBytes(expected, found);
  const difference = compareAt(intact, expected, found);
  const side = ofExpected === undefined ? 'expected' : 'found';
  return markDamaged(difference, side, format);
}

function markDamaged(
  difference: Difference,
  side: 'expected' | 'found',
  { name }: Format,
): Difference {
  const text = difference[side];
  return { ...difference, [side]: text.includes('(damaged ') ? text : `${text} (damaged ${name})` };
}

/** Two lists of parts, matched by name; undefined where they differ in nothing that has one. */
function compareParts(expected: readonly Part[], found: readonly Part[]): Difference | undefined {
  const others = new Map(found.map((part) => [part.name, part]));
  for (const part of expected) {
    const other = others.get(part.name);
    if (other === undefined)
      return { place: [part.name], expected: describePart(part), found: 'missing' };
    if (areEqual(part.bytes, other.bytes)) continue;
    const difference = comparePart(part, other.bytes);
    return part.remark === undefined
      ? difference
      : { ...difference, place: [...difference.place, part.remark] };
  }
  const names = new Set(expected.map(({ name }) => name));
  const extra = found.find(({ name }) => !names.has(name));
  if (extra !== undefined)
    return { place: [extra.name], expected: 'missing', found: describePart(extra) };
  return compareOrder(expected, found);
}

function compareOrder(expected: readonly Part[], found: readonly Part[]): Difference | undefined {
  const at = expected.findIndex(({ name }, index) => found[index]?.name !== name);
  if (at < 0) return undefined;
  return {
    place: ['order'],
    expected: JSON.stringify(expected[at]?.name),
    found: JSON.stringify(found[at]?.name),
  };
}

function describePart({ bytes }: Part): string {
  return `present, ${bytes.length} bytes`;
}

/** Where one side is damaged, the parts of the other tell where the first difference lies. */
function compareAt(parts: readonly Part[], expected: Part, found: Uint8Array): Difference {
  const at = findFirstDifference(expected.bytes, found);
  const part = parts.find(
    ({ offset, bytes }) => offset !== undefined && at >= offset && at < offset + bytes.length,
  );
  if (part?.offset === undefined) return compareBytes(expected, found);
  const end = part.offset + part.bytes.length;
  const [ours, theirs] = [
    expected.bytes.subarray(part.offset, end),
    found.subarray(part.offset, end),
  ];
  return comparePart({ ...part, bytes: ours }, theirs);
}

function compareBytes(expected: Part, found: Uint8Array): Difference {
  const { bytes, renderValue, locate } = expected;
  const at = findFirstDifference(bytes, found);
  if (renderValue !== undefined) return compareValues(expected, found);
  const asText = isText(bytes) || (bytes.length === 0 && isText(found));
  const place = locate?.(at) ?? [asText ? locateInText(bytes, at) : `offset ${hex(at)}`];
  return {
    place,
    expected: renderExcerpt(bytes, at, asText),
    found: renderExcerpt(found, at, asText && isText(found)),
  };
}

/** Two spellings of a value are told apart by their bytes. */
function compareValues({ bytes, renderValue = renderBytes }: Part, found: Uint8Array): Difference {
  const [ours, theirs] = [renderValue(bytes), renderValue(found)];
  if (ours !== theirs) return { place: [], expected: ours, found: theirs };
  const at = findFirstDifference(bytes, found);
  return {
    place: [`offset ${hex(at)}`],
    expected: renderExcerpt(bytes, at, false),
    found: renderExcerpt(found, at, false),
  };
}
