import type { IcuItem } from './parse-icu-package.ts';
import { renderIcuPackage } from './render-icu-package.ts';

/** Renders the header of a package or an item: DataHeader of ucmndata.h, padded to a multiple of 16. */
export function renderHeader(format: string, version: number): Buffer {
  const bytes = Buffer.alloc(32);
  bytes.writeUInt16LE(bytes.length, 0); // headerSize
  bytes.writeUInt16LE(0x27da, 2); // magic
  bytes.writeUInt16LE(20, 4); // size of UDataInfo
  bytes.writeUInt8(2, 10); // sizeofUChar
  bytes.write(format, 12, 'latin1');
  bytes.writeUInt8(version, 16);
  return bytes;
}

/** Keys of the first level, each with a text or the keys of a table of empty texts. */
export type TinyBundle = Readonly<Record<string, string | readonly string[]>>;

const INDEX_COUNT = 7;

/** Renders a resource bundle of version 2, which has nothing in a pool. */
export function renderTinyBundle(content: TinyBundle): Buffer {
  const keysOffset = 4 * (1 + INDEX_COUNT);
  const names = Object.entries(content).flatMap(([key, value]) =>
    typeof value === 'string' ? [key] : [key, ...value],
  );
  const keyOffsets = new Map<string, number>();
  let keys = '';
  for (const name of names) {
    keyOffsets.set(name, keysOffset + keys.length);
    keys += `${name}\0`;
  }
  keys = keys.padEnd(Math.ceil(keys.length / 4) * 4, '\0');
  const parts: Buffer[] = [];
  let end = keysOffset + keys.length;
  const place = (type: number, part: Buffer): number => {
    const padded = Buffer.concat([part, Buffer.alloc((4 - (part.length % 4)) % 4)]);
    parts.push(padded);
    end += padded.length;
    return type * 2 ** 28 + (end - padded.length) / 4;
  };
  const placeTable = (entries: readonly (readonly [string, number])[]): number =>
    entries.length === 0
      ? 2 * 2 ** 28 // without an offset, like genrb writes an empty table
      : place(2, renderTable(entries.map(([key, value]) => [keyOffsets.get(key) ?? 0, value])));
  const values = Object.entries(content).map(([key, value]) => {
    const resource =
      typeof value === 'string'
        ? place(0, renderText(value))
        : placeTable(value.map((name) => [name, 0]));
    return [key, resource] as const;
  });
  const root = placeTable(values);
  const lengths = [INDEX_COUNT, (keysOffset + keys.length) / 4, end / 4, end / 4, 9, 0, 0];
  const front = Buffer.from(Uint32Array.from([root, ...lengths]).buffer);
  return Buffer.concat([renderHeader('ResB', 2), front, Buffer.from(keys, 'latin1'), ...parts]);
}

function renderText(text: string): Buffer {
  const bytes = Buffer.alloc(4 + 2 * (text.length + 1));
  bytes.writeUInt32LE(text.length);
  bytes.write(text, 4, 'utf16le');
  return bytes;
}

function renderTable(entries: readonly (readonly [keyOffset: number, value: number])[]): Buffer {
  const values = Math.ceil((2 + 2 * entries.length) / 4) * 4;
  const bytes = Buffer.alloc(values + 4 * entries.length);
  bytes.writeUInt16LE(entries.length);
  for (const [index, [keyOffset, value]] of entries.entries()) {
    bytes.writeUInt16LE(keyOffset, 2 + 2 * index);
    bytes.writeUInt32LE(value, values + 4 * index);
  }
  return bytes;
}

/** Renders a package of these items, in the given order. */
export function renderTinyIcuPackage(items: readonly IcuItem[]): Buffer {
  const header = renderHeader('CmnD', 1);
  return Buffer.from(renderIcuPackage({ name: 'icudt99l', header, items }));
}

/** Items of three languages, named like ICU data. */
export const TINY_ITEMS: readonly IcuItem[] = Object.entries({
  'brkitr/line.brk': Buffer.from('rules'),
  'brkitr/thaidict.dict': Buffer.from('words'),
  'de.res': renderTinyBundle({ Version: '1' }),
  'de_AT.res': renderTinyBundle({ Version: '1' }),
  'en.res': renderTinyBundle({ Version: '1' }),
  'en_001.res': renderTinyBundle({ '%%Parent': 'en' }),
  'en_IN.res': renderTinyBundle({ '%%Parent': 'en_001' }),
  'gb18030-2099.cnv': Buffer.from('a decoder'),
  'hi.res': renderTinyBundle({ Version: '1' }),
  'hi_Latn.res': renderTinyBundle({ '%%Parent': 'en_IN' }),
  'ibm-37_P100-1995.cnv': Buffer.from('EBCDIC'),
  'iw.res': renderTinyBundle({ '%%ALIAS': 'he' }),
  'res_index.res': renderTinyBundle({
    AliasLocales: ['iw'],
    InstalledLocales: ['de', 'de_AT', 'en', 'en_001', 'en_IN', 'he', 'hi', 'hi_Latn'],
  }),
  'root.res': renderTinyBundle({ Version: '1' }),
  'unames.icu': Buffer.from('names'),
  'zone/de.res': renderTinyBundle({ Version: '1' }),
  'zone/he.res': renderTinyBundle({ Version: '1' }),
}).map(([name, bytes]) => ({ name, bytes }));
