import { type Elf, type Segment, largestAlignment } from '../../formats/elf/elf.ts';
import { findIcuPackage } from './find-icu-package.ts';
import { parseIcuPackage } from './parse-icu-package.ts';
import { renderIcuPackage } from './render-icu-package.ts';
import { selectItems } from './select-items.ts';

/**
 * `all`, or ranges in BCP 47: `en` means English of every region. A list that contains `all` means the
 * same, because Nx makes a list of a value on the command line.
 */
export type Locales = 'all' | readonly string[];

export interface LocaleSelection {
  readonly application: Elf;
  /** Undefined if the data was neither read nor changed. */
  readonly icu: IcuSizes | undefined;
}

/** Sizes of the ICU data before and after. */
export interface IcuSizes {
  readonly originalBytes: number;
  readonly selectedBytes: number;
}

/**
 * Reduces the ICU data of a program to some locales. The data keeps its start address; the whole pages
 * that become free turn into a gap between two segments, which takes space neither in the file nor in
 * memory. Nothing else moves.
 *
 * @throws {Fault} `ICU_ABSENT`, `LOCALE_UNKNOWN`, and those of `parseIcuPackage`.
 */
export function selectLocales(given: Elf, locales: Locales): LocaleSelection {
  if (locales === 'all' || locales.includes('all')) return { application: given, icu: undefined };
  const { load, offset } = findIcuPackage(given);
  const loadEnd = load.offset + load.fileBytes;
  const whole = parseIcuPackage(given.bytes.subarray(offset, loadEnd), given.path);
  const items = selectItems(whole.items, locales, given.path);
  const reduced = renderIcuPackage({ ...whole, items });
  const bytes = Buffer.from(given.bytes);
  bytes.fill(0, offset, offset + whole.sizeBytes).set(reduced, offset);
  const address = load.virtualAddress + offset - load.offset;
  const unused: Range = [address + reduced.byteLength, address + whole.sizeBytes];
  const gap = wholePages(unused, given);
  const segments = given.segments.flatMap((segment) =>
    segment === load ? splitLoad(segment, gap) : [segment],
  );
  return {
    application: { ...given, bytes, segments },
    icu: { originalBytes: whole.sizeBytes, selectedBytes: reduced.byteLength },
  };
}

/** A range of addresses: the first one, and the first one after it. */
type Range = readonly [start: number, end: number];

/** Returns the whole pages of a range, in units of the largest page that a kernel may use. */
function wholePages([start, end]: Range, elf: Elf): Range {
  const pageBytes = largestAlignment([elf]);
  return [Math.ceil(start / pageBytes) * pageBytes, Math.floor(end / pageBytes) * pageBytes];
}

/** Splits a segment into the parts before and after the gap; without a gap it stays one segment. */
function splitLoad(load: Segment, [start, end]: Range): readonly Segment[] {
  if (start >= end) return [load];
  const kept = start - load.virtualAddress;
  const left = end - load.virtualAddress;
  return [
    { ...load, fileBytes: kept, memoryBytes: kept },
    {
      ...load,
      offset: load.offset + left,
      virtualAddress: end,
      fileBytes: load.fileBytes - left,
      memoryBytes: load.memoryBytes - left,
    },
  ];
}
