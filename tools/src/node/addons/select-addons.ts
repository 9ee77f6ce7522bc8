import type { Elf, Machine } from '../../formats/elf/elf.ts';
import { LIBRARY_NAME, parseLinuxLibrary } from '../../formats/elf/parse-linux-library.ts';
import { parsePack, type PackedFile } from '../../formats/pack/parse-pack.ts';
import { contentOf, renderPack } from '../../formats/pack/render-pack.ts';
import { locate, plantTree } from '../runtime/pack-tree.ts';
import type { PlannedAddon, PlannedObject } from '../runtime/planned-addon.ts';
import { STUB_NAME_MAX_BYTES } from '../self-contained/stub-table.ts';
import { checkPlatforms } from './check-platforms.ts';
import { resolveObjects, type AppObjects } from './resolve-objects.ts';
import { readRuntimeLibraries } from './runtime-libraries.ts';

/** The files of an app for one processor. */
export interface SelectedFiles {
  /** The pack, without shared objects of other processors. */
  readonly files: Uint8Array;
  /** The native addons in it, ordered by path. */
  readonly addons: readonly PlannedAddon[];
}

/**
 * Selects the files of an app for a processor, and checks that each native addon among them can be loaded: with
 * the libraries of the runtime and of the app.
 *
 * @param pack The files for all processors.
 * @param toolsFolder `tools` of the workspace.
 * @throws {Fault} `ADDON_PLATFORM`, `ADDON_LIBRARY`, `ADDON_VERSION`.
 */
export function selectAddons(
  pack: Uint8Array,
  machine: Machine,
  toolsFolder: string,
): SelectedFiles {
  const all = parsePack(pack);
  const objects = all.filter(({ path }) => LIBRARY_NAME.test(path)).flatMap(parseObject);
  if (objects.length === 0) return { files: pack, addons: [] };
  checkPlatforms(all, objects, machine);
  const own = objects.filter((elf) => elf.machine === machine);
  const others = new Set(objects.filter((elf) => !own.includes(elf)).map(({ path }) => path));
  const kept = all.filter(({ path }) => !others.has(path));
  return {
    files:
      others.size === 0
        ? pack
        : renderPack(new Map(kept.map((file) => [file.path, contentOf(file)]))),
    addons: planAddons(own, { machine, toolsFolder, objects: followLinks(all, own) }),
  };
}

function parseObject({ bytes, path }: PackedFile): readonly Elf[] {
  return [parseLinuxLibrary(bytes, path) ?? []].flat();
}

/** With packages of pnpm, the libraries beside an addon are behind symlinks. */
function followLinks(files: readonly PackedFile[], own: readonly Elf[]): AppObjects {
  const objects = new Map(own.map((elf) => [elf.path, elf]));
  const tree = plantTree(files);
  const get = (path: string): Elf | undefined => {
    const found = locate(tree, path, { isFollowed: true });
    return typeof found === 'object' ? objects.get(found.realPath.slice(1)) : undefined;
  };
  return { get };
}

interface AddonSurroundings {
  readonly machine: Machine;
  readonly toolsFolder: string;
  readonly objects: AppObjects;
}

function planAddons(
  own: readonly Elf[],
  { machine, toolsFolder, objects }: AddonSurroundings,
): readonly PlannedAddon[] {
  const runtime = readRuntimeLibraries(toolsFolder, machine);
  const planned = new Map<string, PlannedObject>();
  const plan = ({ path }: Elf): PlannedObject => {
    const found = planned.get(path) ?? { path, memoryFile: nameMemoryFile(path, planned.size) };
    planned.set(path, found);
    return found;
  };
  const addons = own.filter(({ path }) => path.endsWith('.node'));
  return addons.map((addon) => {
    const libraries = resolveObjects(addon, objects, runtime).map(plan);
    return { ...plan(addon), libraries };
  });
}

/** The kernel shows the name in /proc/PID/maps; its number makes it unique. */
function nameMemoryFile(path: string, index: number): string {
  const file = path.slice(path.lastIndexOf('/') + 1).replaceAll(/[^\x21-\x7e]/g, '?');
  return `addon:${index}:${file}`.slice(0, STUB_NAME_MAX_BYTES);
}
