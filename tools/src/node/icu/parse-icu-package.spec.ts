import { parseIcuPackage } from './parse-icu-package.ts';
import { renderIcuPackage } from './render-icu-package.ts';
import { renderTinyBundle, renderTinyIcuPackage, TINY_ITEMS } from './tiny-icu-package.fixture.ts';

const bytes = renderTinyIcuPackage(TINY_ITEMS);
const parse = (changed: Uint8Array) => parseIcuPackage(changed, 'node');
const change = (edit: (file: Buffer) => void): Buffer => {
  const file = Buffer.from(bytes);
  edit(file);
  return file;
};
const TABLE = 32;

describe('parseIcuPackage()', () => {
  const found = parse(Buffer.concat([bytes, Buffer.from('other read-only data')]));

  it('returns the items by name, and ends at the stated end of the last one', () => {
    expect(found.name).toBe('icudt99l');
    expect(found.sizeBytes).toBe(bytes.length);
    expect(found.items.map(({ name }) => name)).toEqual(TINY_ITEMS.map(({ name }) => name));
    expect(found.items.at(-1)?.bytes).toEqual(new Uint8Array(TINY_ITEMS.at(-1)?.bytes ?? []));
  });

  it('returns a package that renderIcuPackage() renders to the same bytes', () => {
    expect(Buffer.from(renderIcuPackage(found)).equals(bytes)).toBe(true);
  });

  it('parses a package without items', () => {
    expect(parse(renderTinyIcuPackage([]))).toMatchObject({ items: [], sizeBytes: TABLE + 4 });
  });
});

describe('parseIcuPackage() rejects', () => {
  it.each([
    [
      'a package of pointers',
      change((file) => file.write('ToCP', 12)),
      'the ICU data has the format ToCP 1, expected CmnD 1; set "locales" to "all" until tools/src/node/icu supports it',
    ],
    [
      'a later format',
      change((file) => file.writeUInt8(2, 16)),
      'the ICU data has the format CmnD 2, expected CmnD 1; set "locales" to "all" until tools/src/node/icu supports it',
    ],
    [
      'another byte order',
      change((file) => file.writeUInt8(1, 8)),
      'isBigEndian of the ICU data is 1, expected 0; run npm ci',
    ],
    [
      'another magic',
      change((file) => file.writeUInt16LE(0x1234, 2)),
      'magic of the ICU data is 0x1234, expected 0x27da; run npm ci',
    ],
    [
      'names out of order',
      renderTinyIcuPackage(TINY_ITEMS.toReversed()),
      'an item of the ICU data is "icudt99l/zone/de.res" after "icudt99l/zone/he.res", expected ascending names; run npm ci',
    ],
    [
      'items out of order',
      change((file) => file.writeUInt32LE(8, TABLE + 4 + 2 * 8 + 4)),
      /^Cannot .*: dataOffset of "icudt99l\/de.res" is 8, expected more than \d+; run npm ci/,
    ],
    [
      'a name in the wrong format',
      change((file) => file.fill(0xff, TABLE + 4 + TINY_ITEMS.length * 8, TABLE + 300)),
      /^Cannot .*: the name of item 0 of the ICU data is ".*", expected package\/item; run npm ci/,
    ],
    [
      'an item of another package',
      change((file) => file.write('z', file.lastIndexOf('icudt99l'))),
      'an item of the ICU data is "zcudt99l/zone/he.res", expected one of icudt99l; run npm ci',
    ],
    [
      'a name without an end',
      change((file) => {
        const [end, atNameOffset] = [file.length - 4, TABLE + 4];
        file.fill('a/b', end).writeUInt32LE(end - TABLE, atNameOffset);
      }),
      'the name of item 0 of the ICU data is not closed, expected text closed by a NUL; run npm ci',
    ],
    [
      'a last item that is not a bundle, whose end is unknown',
      renderTinyIcuPackage([...TINY_ITEMS, { name: 'zoo', bytes: Buffer.alloc(64) }]),
      'magic of "icudt99l/zoo" of the ICU data is 0x0, expected 0x27da',
    ],
    [
      'a bundle of a later format',
      renderTinyIcuPackage([{ name: 'en.res', bytes: renderTinyBundle({}).fill(9, 16, 17) }]),
      '"icudt99l/en.res" of the ICU data has the format ResB 9, expected ResB 2 or ResB 3; set "locales" to "all"',
    ],
  ])('%s', (_, file, message) => {
    expect(() => parse(file)).toThrow(message);
  });

  it.each([
    [
      'the header',
      14,
      'Cannot read "node": dataFormat of the ICU data ends at byte 16, the file has 14',
    ],
    [
      'the table',
      TABLE + 8,
      'Cannot read "node": the table of the 17 items of the ICU data ends at',
    ],
    ['the names', TABLE + 4 + 17 * 8 + 5, 'Cannot choose locales for "node": the name of item 0'],
    [
      'the last item',
      bytes.length - 1,
      'Cannot read "node": "icudt99l/zone/he.res" of the ICU data ends at',
    ],
  ])('a package that is cut within %s', (_, end, message) => {
    expect(() => parse(bytes.subarray(0, end))).toThrow(message);
  });
});
