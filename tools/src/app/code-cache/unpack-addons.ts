import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parsePack } from '../../formats/pack/parse-pack.ts';
import { adoptAddons } from '../../node/runtime/adopt-addons.ts';
import { ASSETS } from '../../node/runtime/layout.ts';
import type { PlannedAddon } from '../../node/runtime/planned-addon.ts';

/** Writes native addons, their libraries and the list of them to a folder, for a Node that has no memory files. */
export function unpackAddons(
  folder: string,
  files: Uint8Array,
  addons: readonly PlannedAddon[],
): void {
  const objects = addons.flatMap((addon) => [...addon.libraries, addon]);
  const paths = new Set(objects.map(({ path }) => path));
  for (const { path, bytes } of parsePack(files).filter((file) => paths.has(file.path))) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  writeFileSync(join(folder, ASSETS.addons), JSON.stringify(addons));
}

/**
 * Lets an app load its native addons from the folder that `unpackAddons` has filled.
 *
 * @param root The folder of the app, which exists for JavaScript only.
 */
export function adoptUnpackedAddons(root: string, folder: string): void {
  adoptAddons({
    root,
    list: () =>
      JSON.parse(readFileSync(join(folder, ASSETS.addons), 'utf8')) as readonly PlannedAddon[],
    locate: ({ path }) => join(folder, path),
  });
}
