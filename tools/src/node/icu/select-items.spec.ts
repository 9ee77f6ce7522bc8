import { FieldReader } from '../../formats/elf/field-reader.ts';
import { parseResourceBundle, parseResourceTable } from './parse-resource-bundle.ts';
import { selectItems } from './select-items.ts';
import { renderTinyBundle, TINY_ITEMS } from './tiny-icu-package.fixture.ts';

const select = (...locales: string[]) => selectItems(TINY_ITEMS, locales, 'node');
const names = (...locales: string[]) => select(...locales).map(({ name }) => name);

/** Items without a locale, which stay. */
const COMMON = ['gb18030-2099.cnv', 'res_index.res', 'root.res'];

describe('selectItems()', () => {
  it.each([
    ['every region of a language', ['de'], ['de.res', 'de_AT.res', 'zone/de.res']],
    ['what a region inherits from', ['de-AT'], ['de.res', 'de_AT.res', 'zone/de.res']],
    ['parents with another name', ['en-IN'], ['en.res', 'en_001.res', 'en_IN.res']],
    [
      'parents of another language',
      ['hi'],
      ['en.res', 'en_001.res', 'en_IN.res', 'hi.res', 'hi_Latn.res'],
    ],
    ['a script alone', ['hi-Latn'], ['en.res', 'en_001.res', 'en_IN.res', 'hi_Latn.res']],
    ['the locale behind an old name', ['iw'], ['iw.res', 'zone/he.res']],
    ['a name in any case', ['EN-in'], ['en.res', 'en_001.res', 'en_IN.res']],
    ['nothing but the root', [], []],
  ])('includes %s: %j', (_, locales, expected) => {
    expect(names(...locales).toSorted()).toEqual([...COMMON, ...expected].toSorted());
  });

  it('keeps the order, which ICU searches by', () => {
    expect(names('hi')).toEqual(names('hi').toSorted());
  });

  it('keeps in the index the included locales', () => {
    const index = select('hi', 'iw').find(({ name }) => name === 'res_index.res');
    const bundle = parseResourceBundle(
      new FieldReader('node', index?.bytes ?? new Uint8Array()),
      'index',
    );
    const lists = parseResourceTable(bundle, bundle.root, undefined).entries.map(
      ({ key, resource }) => [
        key,
        parseResourceTable(bundle, resource, undefined).entries.map((entry) => entry.key),
      ],
    );
    expect(lists).toEqual([
      ['AliasLocales', ['iw']],
      ['InstalledLocales', ['en', 'en_001', 'en_IN', 'he', 'hi', 'hi_Latn']],
    ]);
  });

  it('does not change an empty index', () => {
    const index = { name: 'brkitr/res_index.res', bytes: renderTinyBundle({ AliasLocales: [] }) };
    const selected = selectItems([index, ...TINY_ITEMS], ['en'], 'node');
    expect(Buffer.from(selected[0]?.bytes ?? []).equals(index.bytes)).toBe(true);
  });

  it.each([
    ['ed', 'en, de, hi'],
    ['en_IN', 'en-IN, en, en-001'],
    ['de-CH', 'de-AT, de, en'],
    ['english', 'en-IN, en, en-001'],
    ['', 'de, en, hi'],
    ['de-AT-u-nu-latn', 'de-AT, hi-Latn, en-IN'],
  ])('rejects the locale %j, and suggests the nearest', (locale, nearest) => {
    expect(() => select('en', locale)).toThrow(
      `Cannot include the locale "${locale}": the ICU data of "node" does not have it, the nearest are ${nearest}; change the option "locales"`,
    );
  });
});
