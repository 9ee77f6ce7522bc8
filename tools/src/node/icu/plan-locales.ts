import { FieldReader } from '../../formats/elf/field-reader.ts';
import { Fault } from '../../host/faults/fault.ts';
import { nearestNames } from '../../host/nearest-names.ts';
import {
  type ResourceBundle,
  type Pool,
  parseResourceBundle,
  parseResourceTable,
  readResourceText,
} from './parse-resource-bundle.ts';
import type { IcuItem } from './parse-icu-package.ts';

/** `en`, `zh_Hant_TW`, `de_`: other bundles have longer names, or continue in lower case, like `res_index`. */
const LOCALE_BUNDLE = /^(?:.*\/)?([a-z]{2,3}(?:_(?:[A-Z\d_]\w*)?)?)\.res$/;

/** Returns the locale of an item, as ICU writes it (`en_GB`); undefined for an item without a locale. */
export function localeOf({ name }: IcuItem): string | undefined {
  return LOCALE_BUNDLE.exec(name)?.[1];
}

/** The part of BCP 47 that names of ICU data use: language, script, region. */
const RANGE = /^([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?$/i;

/**
 * Finds the locales to include. Each requested locale is a range as in RFC 4647, section 3.3.1: `en`
 * means English of every region. The locales that they inherit from are included too: `hi` brings
 * `en_IN`, because Hindi in Latin script inherits from it.
 *
 * @param ranges BCP 47: `en`, `pt-BR`, `zh-Hant`.
 * @param path Path of the file that contains the items, for messages.
 * @returns Names as ICU writes them.
 * @throws {Fault} `LOCALE_UNKNOWN`, and those of `parseResourceBundle`.
 */
export function planLocales(
  items: readonly IcuItem[],
  ranges: readonly string[],
  path: string,
): ReadonlySet<string> {
  const byLocale = Map.groupBy(items, localeOf);
  const known = [...byLocale.keys()].filter((name) => name !== undefined);
  const pools = readPools(items, path);
  const carried = new Set<string>();
  const open = ranges.flatMap((range) => matchRange(range, known, path));
  for (const locale of open) {
    if (carried.has(locale)) continue;
    carried.add(locale);
    const bundles = byLocale.get(locale) ?? [];
    open.push(...bundles.flatMap((item) => readRelatives(item, { locale, path, pools })));
  }
  return carried;
}

function matchRange(range: string, known: readonly string[], path: string): readonly string[] {
  const [, language = '', script = '', region = ''] = RANGE.exec(range) ?? [];
  const written = [language.toLowerCase(), toTitle(script), region.toUpperCase()];
  const name = written.filter((part) => part !== '').join('_');
  const matching = known.filter((locale) => locale === name || locale.startsWith(`${name}_`));
  if (language !== '' && matching.length > 0) return matching;
  const tags = known.map((locale) => locale.replaceAll('_', '-')).filter((tag) => RANGE.test(tag));
  throw new Fault('LOCALE_UNKNOWN', { path, locale: range, nearest: nearestNames(range, tags) });
}

function toTitle(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase();
}

interface Place {
  readonly locale: string;
  readonly path: string;
  readonly pools: ReadonlyMap<string, ResourceBundle>;
}

/**
 * Returns the locales that a bundle refers to: the locale that it is an alias of, or the one that it
 * inherits from, by default its name without the last part (uresbund.cpp, `init_entry`,
 * `loadParentsExceptRoot`).
 */
function readRelatives(item: IcuItem, { locale, path, pools }: Place): readonly string[] {
  const pool = pools.get(folderOf(item));
  const bundle = parseResourceBundle(new FieldReader(path, item.bytes), item.name);
  const texts = readSpecials(bundle, pool);
  const parent = texts.get('%%Parent') ?? locale.replace(/_?[^_]*$/, '');
  return [texts.get('%%ALIAS') ?? parent].filter((name) => name !== '' && name !== 'root');
}

function readSpecials(bundle: ResourceBundle, pool: Pool): ReadonlyMap<string, string> {
  const { entries } = parseResourceTable(bundle, bundle.root, pool);
  const specials = entries.filter(({ key }) => key === '%%Parent' || key === '%%ALIAS');
  return new Map(
    specials.map(({ key, resource }) => [key, readResourceText(bundle, resource, pool)]),
  );
}

function readPools(items: readonly IcuItem[], path: string): ReadonlyMap<string, ResourceBundle> {
  const pools = items.filter(({ name }) => /^(.*\/)?pool\.res$/.test(name));
  return new Map(
    pools.map((item) => [
      folderOf(item),
      parseResourceBundle(new FieldReader(path, item.bytes), item.name),
    ]),
  );
}

function folderOf({ name }: IcuItem): string {
  return name.slice(0, name.lastIndexOf('/') + 1);
}
