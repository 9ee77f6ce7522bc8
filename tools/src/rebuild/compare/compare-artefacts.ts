import { areEqual, findFirstDifference } from './first-difference.ts';
import { findFormat, tryParse } from './find-format.ts';
import { hex, isText, locateInText, renderBytes, renderExcerpt } from './locate-byte.ts';
import { compareJson, tryParseJson } from './compare-json.ts';
import type { Difference } from './difference.ts';
import type { Format, Part } from './part.ts';

/** An output of a build, with its name in messages. */
export interface Artefact {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Finds the first difference between two artefacts and describes it in the terms of their formats, which
 * are detected by content. Returns undefined if they are equal. Causes come before their consequences:
 * a file in a layer before the digest of the layer. Damaged bytes count as a difference, not as an
 * error.
 */
export function compareArtefacts(expected: Artefact, found: Artefact): Difference | undefined {
  if (areEqual(expected.bytes, found.bytes)) return undefined;
  return comparePart({ ...expected, offset: 0 }, found.bytes);
}

/** Compares two parts that are known to differ. */
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

/** Compares two lists of parts by name; undefined if no named part differs. */
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

/** An archive may contain a name twice: the second is compared with the second. */
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
 * If only one part differs, it is the cause. This does not hold for a part that determines others, such as
 * the size of a segment: then the others differ too, or are cut elsewhere.
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

/** Descends into the part of an intact side that contains the first differing byte. */
function compareAt(parts: readonly Part[], expected: Part, found: Uint8Array): Difference {
  const part = findPartAt(parts, findFirstDifference(expected.bytes, found));
  if (part === undefined) return compareBytes(expected, found);
  const { offset, end } = part;
  return comparePart(
    { ...part, bytes: expected.bytes.subarray(offset, end) },
    found.subarray(offset, end),
  );
}

/** Finds the smallest part that contains a byte. */
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

/** Compares bytes without parts. */
function compareContent(expected: Part, found: Uint8Array): Difference {
  if (expected.renderValue !== undefined) return compareValues(expected, found);
  return compareDocuments(expected, found) ?? compareBytes(expected, found);
}

/** Compares JSON documents; undefined for other content, or if they differ only in white space. */
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

/** Compares rendered values; if they are equal, the bytes that encode them. */
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
