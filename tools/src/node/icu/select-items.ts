import { FieldReader } from '../../formats/elf/field-reader.ts';
import { parseResourceBundle } from './parse-resource-bundle.ts';
import type { IcuItem } from './parse-icu-package.ts';
import { localeOf, planLocales } from './plan-locales.ts';
import { renderLocaleIndex } from './render-locale-index.ts';

/**
 * What no JavaScript of Node's reaches in any locale: names of characters, look-alikes, profiles of
 * stringprep, transliteration, rules for the ends of lines and for titles, converters.
 */
const UNREACHABLE =
  /^(unames\.icu|confusables\.cfu|.*\.spp|translit\/.*|brkitr\/(line|title).*\.brk|.*\.cnv)$/;

/**
 * The converters that `TextDecoder` does reach: those of the Encoding Standard's legacy multi-byte
 * encodings. Node has the single-byte ones in JavaScript.
 *
 * @see https://encoding.spec.whatwg.org/#names-and-labels
 */
const DECODERS = /^(euc-jp|gb18030|ibm-1373|ibm-943_P15A|ibm-970|windows-950)[-_].*\.cnv$/;

/** The dictionaries of word breaking, by the languages that write without spaces. */
const DICTIONARIES: Readonly<Record<string, readonly string[]>> = {
  'brkitr/burmesedict.dict': ['my'],
  'brkitr/cjdict.dict': ['ja', 'yue', 'zh'],
  'brkitr/khmerdict.dict': ['km'],
  'brkitr/laodict.dict': ['lo'],
  'brkitr/thaidict.dict': ['th'],
};

/**
 * Chooses what a program needs that is to know some locales only: their bundles, and everything that
 * is of no locale and within the reach of JavaScript.
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

/** ICU and V8 believe the index of a folder: what it lists, `supportedLocalesOf` says is there. */
function reduceIndex(item: IcuItem, carried: ReadonlySet<string>, path: string): IcuItem {
  const bundle = parseResourceBundle(new FieldReader(path, item.bytes), item.name);
  return { ...item, bytes: renderLocaleIndex(bundle, carried) };
}
