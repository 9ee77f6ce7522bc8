import { areEqual, findFirstDifference } from './first-difference.ts';
import { findFormat, tryParse } from './find-format.ts';
import { hex, isText, locateInText, renderBytes, renderExcerpt } from './locate-byte.ts';
import { compareJson, tryParseJson } from './compare-json.ts';
import type { Difference } from './difference.ts';
import type { Format, Part } from './part.ts';

/** A file that a build made, and the name to call it by. */
export interface Artefact {
  readonly name: string;
  readonly bytes: Uint8Array;
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

/** Of two that are known to differ. */
function comparePart(expected: Part, found: Uint8Array): Difference {
  const format = formatOf(expected, found);
  const difference =
    format === undefined ? compareContent(expected, found) : compareFormat(format, expected, found);
  return expected.name === ''
    ? difference
    : { ...difference, place: [expected.name, ...difference.place] };
}

function formatOf(part: Part, found: Uint8Array): Format | undefined {
  if (part.isOpaque || part.renderValue !== undefined) return undefined;
  return part.format ?? findFormat(part.bytes, found);
}

function compareFormat(format: Format, expected: Part, found: Uint8Array): Difference {
  const [ofExpected, ofFound] = [tryParse(format, expected.bytes), tryParse(format, found)];
  if (ofExpected !== undefined && ofFound !== undefined)
    return (
      compareOnlyPart(ofExpected, expected, found) ??
      compareParts(ofExpected, ofFound) ??
      compareAt(ofExpected, expected, found)
    );
  const intact = ofExpected ?? ofFound;
  if (intact === undefined)
    return markDamaged(
      markDamaged(compareBytes(expected, found), 'found', format),
      'expected',
      format,
    );
  const difference = compareAt(intact, expected, found);
  const side = ofExpected === undefined ? 'expected' : 'found';
  return markDamaged(difference, side, format);
}

function markDamaged(
  difference: Difference,
  side: 'expected' | 'found',
  { name }: Pick<Format, 'name'>,
): Difference {
  const text = difference[side];
  return { ...difference, [side]: text.includes('(damaged ') ? text : `${text} (damaged ${name})` };
}

/** Two lists of parts, matched by name; undefined where they differ in nothing that has one. */
function compareParts(expected: readonly Part[], found: readonly Part[]): Difference | undefined {
  const [ours, theirs] = [indexParts(expected), indexParts(found)];
  for (const [key, part] of ours) {
    const other = theirs.get(key);
    if (other === undefined)
      return { place: [part.name], expected: describePart(part), found: 'missing' };
    if (!areEqual(part.bytes, other.bytes)) return remarkOn(part, comparePart(part, other.bytes));
  }
  const extra = [...theirs].find(([key]) => !ours.has(key))?.[1];
  if (extra !== undefined)
    return { place: [extra.name], expected: 'missing', found: describePart(extra) };
  return compareOrder([...ours.keys()], [...theirs.keys()]);
}

function remarkOn({ remark }: Part, difference: Difference): Difference {
  if (remark === undefined) return difference;
  return { ...difference, place: [...difference.place, remark] };
}

/** An archive may hold one name twice: the second is matched with the second. */
function indexParts(parts: readonly Part[]): ReadonlyMap<string, Part> {
  const counts = new Map<string, number>();
  return new Map(
    parts.map((part) => {
      const key = part.key ?? part.name;
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return [count === 1 ? key : `${key}\0${count}`, part];
    }),
  );
}

function compareOrder(ours: readonly string[], theirs: readonly string[]): Difference | undefined {
  const at = ours.findIndex((key, index) => theirs[index] !== key);
  if (at < 0) return undefined;
  const [expected, found] = [JSON.stringify(ours[at]), JSON.stringify(theirs[at])];
  return { place: ['order'], expected, found };
}

function describePart({ bytes }: Part): string {
  return `present, ${bytes.length} bytes`;
}

/**
 * Where nothing else differs than one part, the search for a cause ends there. It cannot end with a
 * part that others decide on, like the size of a segment: then they differ too, or are cut elsewhere.
 */
function compareOnlyPart(
  parts: readonly Part[],
  expected: Part,
  found: Uint8Array,
): Difference | undefined {
  if (expected.bytes.length !== found.length) return undefined;
  const part = findPartAt(parts, findFirstDifference(expected.bytes, found));
  if (part === undefined || part.remark !== undefined) return undefined;
  if (!areEqual(expected.bytes.subarray(part.end), found.subarray(part.end))) return undefined;
  return comparePart(part, found.subarray(part.offset, part.end));
}

/** Goes by the first byte that differs, into the part of an intact side that holds it. */
function compareAt(parts: readonly Part[], expected: Part, found: Uint8Array): Difference {
  const part = findPartAt(parts, findFirstDifference(expected.bytes, found));
  if (part === undefined) return compareBytes(expected, found);
  const { offset, end } = part;
  return comparePart(
    { ...part, bytes: expected.bytes.subarray(offset, end) },
    found.subarray(offset, end),
  );
}

/** The smallest part that holds a byte. */
function findPartAt(
  parts: readonly Part[],
  at: number,
): (Part & { readonly offset: number; readonly end: number }) | undefined {
  return parts
    .flatMap((part) => {
      const { offset = Infinity, bytes } = part;
      const end = offset + bytes.length;
      return at >= offset && at < end ? [{ ...part, offset, end }] : [];
    })
    .toSorted((a, b) => a.bytes.length - b.bytes.length)[0];
}

/** Of bytes that have no parts. */
function compareContent(expected: Part, found: Uint8Array): Difference {
  if (expected.renderValue !== undefined) return compareValues(expected, found);
  return compareDocuments(expected, found) ?? compareBytes(expected, found);
}

/** Undefined for what is no JSON, or where the documents differ in white space only. */
function compareDocuments(expected: Part, found: Uint8Array): Difference | undefined {
  if (expected.isOpaque) return undefined;
  const [ours, theirs] = [tryParseJson(expected.bytes), tryParseJson(found)];
  if (ours === undefined && theirs === undefined) return undefined;
  if (ours !== undefined && theirs !== undefined) return compareJson(ours, theirs);
  const side = ours === undefined ? 'expected' : 'found';
  return markDamaged(compareBytes(expected, found), side, { name: 'JSON' });
}

function compareBytes({ bytes, locate, isOpaque }: Part, found: Uint8Array): Difference {
  const at = findFirstDifference(bytes, found);
  const asText = !isOpaque && (isText(bytes) || (bytes.length === 0 && isText(found)));
  return {
    place: locate?.(at) ?? [asText ? locateInText(bytes, at) : `offset ${hex(at)}`],
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
