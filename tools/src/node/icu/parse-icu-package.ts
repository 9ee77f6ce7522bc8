import { FieldReader } from '../../formats/elf/field-reader.ts';
import { measureResourceBundle } from './parse-resource-bundle.ts';
import { type IcuFormat, icuField, parseHeader } from './parse-header.ts';

/**
 * All data of ICU in one sorted archive, its "common data". Official Node contains it in its read-only
 * data, under the symbol `icudt<version>_dat`.
 */
export interface IcuPackage {
  /** `icudt78l`: the version of ICU, and `l` for little-endian. */
  readonly name: string;
  /** DataHeader and copyright, verbatim. */
  readonly header: Uint8Array;
  /** Ascending by name, because ICU uses binary search. */
  readonly items: readonly IcuItem[];
  readonly sizeBytes: number;
}

export interface IcuItem {
  /** Its path within the package: `en.res`, `coll/en.res`, `zoneinfo64.res`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A package with a table of offsets; a package with pointers would be `ToCP`. */
export const PACKAGE_FORMAT: IcuFormat = { name: 'CmnD', versions: [1] };

/** Size of the number of entries, at the start of a table. */
export const COUNT_BYTES = 4;
/** UDataOffsetTOCEntry: the offsets of name and data, both relative to the table. */
export const ENTRY_BYTES = 8;

/**
 * Parses the package at the start of the bytes and ignores what follows it.
 *
 * @param path Path of the file that contains the bytes, for messages.
 * @throws {Fault} `ICU_VERSION` for a format that is not supported; `ICU_FIELD`, `ELF_TRUNCATED` for a
 *   damaged package.
 * @see https://github.com/unicode-org/icu/blob/main/icu4c/source/common/ucmndata.h
 */
export function parseIcuPackage(bytes: Uint8Array, path: string): IcuPackage {
  const whole = new FieldReader(path, bytes);
  const headerBytes = parseHeader(whole, 'the ICU data', PACKAGE_FORMAT);
  const content = new FieldReader(path, bytes.subarray(headerBytes));
  const entries = parseEntries(content);
  const contentBytes = measureContent(content, entries);
  const folder = folderOf(entries[0]?.name ?? '');
  return {
    name: folder,
    header: whole.range(0, headerBytes, 'the header of the ICU data'),
    items: entries.map(({ name, offset }, index) => {
      const end = entries[index + 1]?.offset ?? contentBytes;
      const field = `"${name}" of the ICU data`;
      return {
        name: name.slice(folder.length + 1),
        bytes: content.range(offset, end - offset, field),
      };
    }),
    sizeBytes: headerBytes + contentBytes,
  };
}

interface Entry {
  readonly name: string;
  readonly offset: number;
}

function parseEntries(content: FieldReader): readonly Entry[] {
  const count = content.u32(0, 'the number of items of the ICU data');
  content.range(
    COUNT_BYTES,
    count * ENTRY_BYTES,
    `the table of the ${count} items of the ICU data`,
  );
  const entries = Array.from({ length: count }, (_, index) => parseEntry(content, index));
  for (const [index, entry] of entries.entries()) checkOrder(content, entry, entries[index - 1]);
  for (const { name } of entries) checkFolder(content, name, entries[0]?.name ?? name);
  return entries;
}

function folderOf(name: string): string {
  return name.slice(0, name.indexOf('/'));
}

/** ICU looks up its items in one folder, which has the name of the package. */
function checkFolder(content: FieldReader, name: string, first: string): void {
  if (folderOf(name) !== folderOf(first))
    throw icuField(content, 'an item of the ICU data', `"${name}"`, `one of ${folderOf(first)}`);
}

function parseEntry(content: FieldReader, index: number): Entry {
  const at = COUNT_BYTES + index * ENTRY_BYTES;
  const field = (what: string) => `${what} of item ${index} of the ICU data`;
  const nameOffset = content.u32(at, field('nameOffset'));
  const offset = content.u32(at + 4, field('dataOffset'));
  content.range(nameOffset, 1, field('the name'));
  const end = content.bytes.indexOf(0, nameOffset);
  if (end < 0) throw icuField(content, field('the name'), 'not closed', 'text closed by a NUL');
  const name = Buffer.from(content.bytes.subarray(nameOffset, end)).toString('latin1');
  if (!/^\w+\/[\w./-]+$/.test(name))
    throw icuField(content, field('the name'), JSON.stringify(name.slice(0, 40)), 'package/item');
  return { name, offset };
}

/** An item ends where the next one starts, and ICU would not find items that are out of order. */
function checkOrder(content: FieldReader, entry: Entry, before: Entry | undefined): void {
  if (before === undefined) return;
  const { name, offset } = entry;
  if (name <= before.name)
    throw icuField(
      content,
      'an item of the ICU data',
      `"${name}" after "${before.name}"`,
      'ascending names',
    );
  if (offset <= before.offset)
    throw icuField(content, `dataOffset of "${name}"`, offset, `more than ${before.offset}`);
}

/** The table does not state where the last item ends, but that item is a resource bundle, which does. */
function measureContent(content: FieldReader, entries: readonly Entry[]): number {
  const last = entries.at(-1);
  if (last === undefined) return COUNT_BYTES;
  content.range(last.offset, 1, `"${last.name}" of the ICU data`);
  const item = new FieldReader(content.path, content.bytes.subarray(last.offset));
  return last.offset + measureResourceBundle(item, last.name);
}
