import { FieldReader } from '../../formats/elf/field-reader.ts';
import { parseResourceBundle } from './parse-resource-bundle.ts';
import type { IcuItem } from './parse-icu-package.ts';
import { localeOf, planLocales } from './plan-locales.ts';
import { renderLocaleIndex } from './render-locale-index.ts';

/**
 * Items that JavaScript cannot reach in Node, in any locale: names of characters, confusables, stringprep
 * profiles, transliteration, rules for line breaks and titles, converters.
 */
const UNREACHABLE =
  /^(unames\.icu|confusables\.cfu|.*\.spp|translit\/.*|brkitr\/(line|title).*\.brk|.*\.cnv)$/;

/**
 * The converters that `TextDecoder` does use: the legacy multi-byte encodings of the Encoding Standard.
 * Node implements the single-byte ones in JavaScript.
 *
 * @see https://encoding.spec.whatwg.org/#names-and-labels
 */
const DECODERS = /^(euc-jp|gb18030|ibm-1373|ibm-943_P15A|ibm-970|windows-950)[-_].*\.cnv$/;

/** The dictionaries for word breaking, with their languages, which are written without spaces. */
const DICTIONARIES: Readonly<Record<string, readonly string[]>> = {
  'brkitr/burmesedict.dict': ['my'],
  'brkitr/cjdict.dict': ['ja', 'yue', 'zh'],
  'brkitr/khmerdict.dict': ['km'],
  'brkitr/laodict.dict': ['lo'],
  'brkitr/thaidict.dict': ['th'],
};

/**
 * Selects the items that a program needs for some locales: their bundles, and every item without a
 * locale that JavaScript can reach.
 *
 * @throws {Fault} those of `planLocales`.
 */
export function selectItems(
  items: readonly IcuItem[],
  ranges: readonly string[],
  path: string,
): readonly IcuItem[] {
  const carried = planLocales(items, ranges, path);
  return items
    .filter((item) => isNeeded(item, carried))
    .map((item) => (item.name.endsWith('res_index.res') ? reduceIndex(item, carried, path) : item));
}

function isNeeded(item: IcuItem, carried: ReadonlySet<string>): boolean {
  if (UNREACHABLE.test(item.name)) return DECODERS.test(item.name);
  const locale = localeOf(item);
  if (locale !== undefined) return carried.has(locale);
  return DICTIONARIES[item.name]?.some((language) => carried.has(language)) ?? true;
}

/** ICU and V8 trust the index of a folder: `supportedLocalesOf` reports the locales in it. */
function reduceIndex(item: IcuItem, carried: ReadonlySet<string>, path: string): IcuItem {
  const bundle = parseResourceBundle(new FieldReader(path, item.bytes), item.name);
  return { ...item, bytes: renderLocaleIndex(bundle, carried) };
}
