import { FieldReader } from '../../formats/elf/field-reader.ts';
import { type IcuFormat, icuField, parseHeader } from './parse-header.ts';

/**
 * An item of ICU data that is a tree of tables and texts, parsed as far as locales need it.
 *
 * @see https://github.com/unicode-org/icu/blob/main/icu4c/source/common/uresdata.h
 */
export interface ResourceBundle {
  readonly name: string;
  /** The bytes from the root resource on; offsets are relative to it. */
  readonly body: FieldReader;
  /** The bytes before it, verbatim. */
  readonly header: Uint8Array;
  /** A resource: four bits of type, the rest an offset. */
  readonly root: number;
  readonly keysOffset: number;
  /** Offset at which the keys end and the 16-bit units start. */
  readonly unitsOffset: number;
  /** Texts with a lower offset are in the pool of the folder; the second limit is for a Table16. */
  readonly poolTexts: number;
  readonly poolTexts16: number;
}

/** The bundle `pool.res` of a folder contains the keys and texts that its bundles share. */
export type Pool = ResourceBundle | undefined;

/** Version 3 may have texts in the pool, version 2 only keys. */
const BUNDLE_FORMAT: IcuFormat = { name: 'ResB', versions: [2, 3] };

/** `indexes[]`, by the names of uresdata.h. */
const INDEX = { LENGTH: 0, KEYS_TOP: 1, BUNDLE_TOP: 3, ATTRIBUTES: 5 } as const;
/** UResType and UResInternalType. */
const TYPE = { STRING: 0, TABLE: 2, TABLE16: 5, STRING_V2: 6 } as const;

const WORD_BYTES = 4;
const UNIT_BYTES = 2;

export function parseResourceBundle(item: FieldReader, name: string): ResourceBundle {
  const { body, header } = openBundle(item, name);
  const lengths = readIndex(body, INDEX.LENGTH, name);
  const attributes = readIndex(body, INDEX.ATTRIBUTES, name);
  return {
    name,
    body,
    header,
    root: body.u32(0, `the root of "${name}"`),
    keysOffset: WORD_BYTES * (1 + (lengths & 0xff)),
    unitsOffset: WORD_BYTES * readIndex(body, INDEX.KEYS_TOP, name),
    poolTexts: (lengths >>> 8) | ((attributes & 0xf000) << 12),
    poolTexts16: attributes >>> 16,
  };
}

/** Returns the length in bytes that a bundle states, regardless of what follows it. */
export function measureResourceBundle(item: FieldReader, name: string): number {
  const { body, header } = openBundle(item, name);
  return header.byteLength + WORD_BYTES * readIndex(body, INDEX.BUNDLE_TOP, name);
}

function openBundle(item: FieldReader, name: string): Pick<ResourceBundle, 'body' | 'header'> {
  const subject = `"${name}" of the ICU data`;
  const headerBytes = parseHeader(item, subject, BUNDLE_FORMAT);
  const header = item.range(0, headerBytes, `the header of ${subject}`);
  return { body: new FieldReader(item.path, item.bytes.subarray(headerBytes)), header };
}

function readIndex(body: FieldReader, index: number, name: string): number {
  return body.u32(WORD_BYTES * (1 + index), `index ${index} of "${name}"`);
}

/** A table, with everything needed to write it again. */
export interface ResourceTable {
  readonly type: number;
  /** Offset of its count. */
  readonly offset: number;
  readonly entries: readonly TableEntry[];
}

export interface TableEntry {
  readonly key: string;
  readonly resource: number;
}

/** @throws {Fault} `ICU_FIELD` if the resource is not a table, or a table with more than 64 KiB of keys. */
export function parseResourceTable(
  bundle: ResourceBundle,
  resource: number,
  pool: Pool,
): ResourceTable {
  const type = resource >>> 28;
  const index = resource & 0x0fff_ffff;
  if (type !== TYPE.TABLE && type !== TYPE.TABLE16)
    throw icuField(bundle.body, `a resource of "${bundle.name}"`, `of type ${type}`, 'a table');
  if (index === 0) return { type, offset: 0, entries: [] }; // "an empty value"
  const offset =
    type === TYPE.TABLE16 ? bundle.unitsOffset + index * UNIT_BYTES : index * WORD_BYTES;
  const count = bundle.body.u16(offset, `the length of a table of "${bundle.name}"`);
  const { keys, keyBytes, values, valueBytes } = placeTable({ type, offset }, count);
  const entries = Array.from({ length: count }, (_, number) => ({
    key: readKey(bundle, keys + number * keyBytes, pool),
    resource: readValue(bundle, type, values + number * valueBytes),
  }));
  return { type, offset, entries };
}

/** Offsets of the parts of a table: after the count the offsets of its keys, then its values. */
interface TablePlace {
  readonly keys: number;
  readonly keyBytes: number;
  readonly values: number;
  readonly valueBytes: number;
}

export function placeTable(
  { type, offset }: Pick<ResourceTable, 'type' | 'offset'>,
  count: number,
): TablePlace {
  const keys = offset + UNIT_BYTES;
  const end = keys + count * UNIT_BYTES;
  return type === TYPE.TABLE16
    ? { keys, keyBytes: UNIT_BYTES, values: end, valueBytes: UNIT_BYTES }
    : { keys, keyBytes: UNIT_BYTES, values: ceilToWord(end), valueBytes: WORD_BYTES };
}

function ceilToWord(offset: number): number {
  return Math.ceil(offset / WORD_BYTES) * WORD_BYTES;
}

/** A value of a Table16 is the offset of a text; below a limit of its own, the text is in the pool. */
function readValue(bundle: ResourceBundle, type: number, at: number): number {
  const field = `a value of "${bundle.name}"`;
  if (type === TYPE.TABLE) return bundle.body.u32(at, field);
  const value = bundle.body.u16(at, field);
  const isPooled = value < bundle.poolTexts16;
  const offset = isPooled ? value : value - bundle.poolTexts16 + bundle.poolTexts;
  return TYPE.STRING_V2 * 2 ** 28 + offset;
}

function readKey(bundle: ResourceBundle, at: number, pool: Pool): string {
  const field = `a key of "${bundle.name}"`;
  const offset = bundle.body.u16(at, field);
  const ownLimit = bundle.unitsOffset > bundle.keysOffset ? bundle.unitsOffset : 0; // res_init()
  if (offset < ownLimit) return bundle.body.text(offset, ownLimit, field);
  const { body, keysOffset, unitsOffset } = needPool(bundle, pool);
  return body.text(keysOffset + offset - ownLimit, unitsOffset, field);
}

/** @throws {Fault} `ICU_FIELD` if the resource is not a text, or longer than the name of a locale. */
export function readResourceText(bundle: ResourceBundle, resource: number, pool: Pool): string {
  const type = resource >>> 28;
  const index = resource & 0x0fff_ffff;
  const field = `a text of "${bundle.name}"`;
  if (type === TYPE.STRING) {
    if (index === 0) return '';
    const length = bundle.body.u32(index * WORD_BYTES, field);
    return decode(bundle.body.range((index + 1) * WORD_BYTES, length * UNIT_BYTES, field));
  }
  if (type !== TYPE.STRING_V2) throw icuField(bundle.body, field, `of type ${type}`, 'a text');
  const isOwn = index >= bundle.poolTexts;
  const { body, unitsOffset } = isOwn ? bundle : needPool(bundle, pool);
  return readUnits(
    body,
    unitsOffset + (isOwn ? index - bundle.poolTexts : index) * UNIT_BYTES,
    field,
  );
}

/** As a first unit, trail surrogates below this one are a length; the others start a longer text. */
const LONG_TEXT = 0xdfef;

function readUnits(body: FieldReader, offset: number, field: string): string {
  const first = body.u16(offset, field);
  if (first >= LONG_TEXT && first <= 0xdfff) throw icuField(body, field, 'long', 'a short text');
  if (first >= 0xdc00 && first < LONG_TEXT)
    return decode(body.range(offset + UNIT_BYTES, (first & 0x3ff) * UNIT_BYTES, field));
  let end = offset;
  while (body.u16(end, field) !== 0) end += UNIT_BYTES;
  return decode(body.range(offset, end - offset, field));
}

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf16le');
}

function needPool({ body, name }: ResourceBundle, pool: Pool): ResourceBundle {
  if (pool !== undefined) return pool;
  throw icuField(
    body,
    `"${name}"`,
    'without a pool.res in its folder',
    'the pool that it refers to',
  );
}
