import { type Elf, type Segment, largestAlignment } from '../../formats/elf/elf.ts';
import { findIcuPackage } from './find-icu-package.ts';
import { parseIcuPackage } from './parse-icu-package.ts';
import { renderIcuPackage } from './render-icu-package.ts';
import { selectItems } from './select-items.ts';

/**
 * `all`, or ranges in BCP 47: `en` is English of every region. A list with `all` in it is all, too:
 * Nx makes a list of what it is given on the command line.
 */
export type Locales = 'all' | readonly string[];

export interface LocaleSelection {
  readonly application: Elf;
  /** Undefined where the data was neither read nor changed. */
  readonly icu: IcuSizes | undefined;
}

/** The ICU data as it came, and as it is now. */
export interface IcuSizes {
  readonly originalBytes: number;
  readonly selectedBytes: number;
}

/**
 * Leaves in a program the ICU data of some locales. The data begins at the address where it was;
 * what it no longer needs, whole pages of it, becomes a gap between two segments, so that neither
 * the file nor the memory has it. Nothing else moves.
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

/** A range of addresses: the first, and the first one behind it. */
type Range = readonly [start: number, end: number];

/** The whole pages of a range: no kernel maps less. The largest page that it may use counts. */
function wholePages([start, end]: Range, elf: Elf): Range {
  const pageBytes = largestAlignment([elf]);
  return [Math.ceil(start / pageBytes) * pageBytes, Math.floor(end / pageBytes) * pageBytes];
}

/** What is before the gap and what is behind it; one segment where the gap is none. */
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
