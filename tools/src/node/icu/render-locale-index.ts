import {
  type ResourceBundle,
  type ResourceTable,
  parseResourceTable,
  placeTable,
} from './parse-resource-bundle.ts';

/** The tables of a `res_index.res` whose keys are locales (locavailable.cpp). */
const LISTS: readonly string[] = ['InstalledLocales', 'AliasLocales'];

/**
 * Renders the index of a folder with fewer locales. Its tables shrink in place; the removed names stay
 * among the keys, where nothing refers to them.
 */
export function renderLocaleIndex(
  bundle: ResourceBundle,
  carried: ReadonlySet<string>,
): Uint8Array {
  const body = Buffer.from(bundle.body.bytes);
  for (const { key, resource } of parseResourceTable(bundle, bundle.root, undefined).entries)
    if (LISTS.includes(key))
      shrinkTable(body, parseResourceTable(bundle, resource, undefined), carried);
  return Buffer.concat([bundle.header, body]);
}

function shrinkTable(body: Buffer, table: ResourceTable, carried: ReadonlySet<string>): void {
  const { entries, offset } = table;
  if (entries.length === 0) return; // it has no place
  const kept = entries.flatMap(({ key }, index) => (carried.has(key) ? [index] : []));
  const from = placeTable(table, entries.length);
  const to = placeTable(table, kept.length);
  const { keyBytes, valueBytes } = from;
  const old = Buffer.from(body);
  body.writeUInt16LE(kept.length, offset);
  for (const [index, was] of kept.entries()) {
    const [key, value] = [from.keys + was * keyBytes, from.values + was * valueBytes];
    old.copy(body, to.keys + index * keyBytes, key, key + keyBytes);
    old.copy(body, to.values + index * valueBytes, value, value + valueBytes);
  }
}
