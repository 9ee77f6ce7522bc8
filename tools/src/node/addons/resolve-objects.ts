import { dirname, join } from 'node:path';
import type { Elf } from '../../formats/elf/elf.ts';
import {
  parseNeededVersions,
  parseProvidedVersions,
} from '../../formats/elf/parse-symbol-versions.ts';
import { Fault } from '../../host/faults/fault.ts';
import type { RuntimeLibraries } from './runtime-libraries.ts';

/** The shared objects among the files of an app, by their paths below its folder; a path may lead over symlinks. */
export type AppObjects = Pick<ReadonlyMap<string, Elf>, 'get'>;

/** `$ORIGIN` in a path to search: the folder of the file that has it, ld.so(8). */
const ORIGIN = /^\$(?:ORIGIN|\{ORIGIN\})(?=\/|$)/;

/**
 * Finds the libraries of the app that a native addon needs, as ld.so will: by the folders that the files name,
 * relative to their own. What the runtime has loaded is not searched for.
 *
 * @returns Each library after those that it needs itself.
 * @throws {Fault} `ADDON_LIBRARY` if one is missing, `LIBRARY_SONAME` if one has another name, `ADDON_VERSION` if
 *   one is too old.
 */
export function resolveObjects(
  addon: Elf,
  objects: AppObjects,
  runtime: RuntimeLibraries,
): readonly Elf[] {
  const known = new Set(runtime.keys());
  const found = new Map<string, Elf>();
  const visit = (elf: Elf, folders: readonly string[]): void => {
    const searched = elf.runpath.length > 0 ? listFolders(elf, elf.runpath) : folders;
    for (const name of elf.needed.filter((needed) => !known.has(needed))) {
      const library = findLibrary(searched, name, objects);
      if (library === undefined)
        throw new Fault('ADDON_LIBRARY', { path: elf.path, library: name, addon: addon.path });
      checkSoname(library, { name, dependent: elf.path });
      known.add(name);
      visit(library, [...listInherited(library), ...folders]);
      found.set(name, library);
    }
  };
  visit(addon, listInherited(addon));
  checkVersions([addon, ...found.values()], new Map([...runtime, ...listProvided(found)]));
  return [...found.values()];
}

/** Folders that count for what a file needs, and for what its libraries need. */
function listInherited(elf: Elf): readonly string[] {
  return elf.runpath.length > 0 ? [] : listFolders(elf, elf.rpath);
}

/** Folders of the app. Others are those of the machine that built the file, and mean nothing elsewhere. */
function listFolders({ path }: Elf, folders: readonly string[]): readonly string[] {
  return folders
    .filter((folder) => ORIGIN.test(folder))
    .map((folder) => join(dirname(path), folder.replace(ORIGIN, '.')));
}

function findLibrary(
  folders: readonly string[],
  name: string,
  objects: AppObjects,
): Elf | undefined {
  const found = folders.map((folder) => objects.get(join(folder, name)));
  return found.find((elf) => elf !== undefined);
}

/** From memory, ld.so finds a library that is loaded by its DT_SONAME, not by the name of its file. */
function checkSoname(
  { path, soname = '' }: Elf,
  needed: { readonly name: string; readonly dependent: string },
): void {
  if (soname !== needed.name) throw new Fault('LIBRARY_SONAME', { ...needed, path, soname });
}

function listProvided(found: ReadonlyMap<string, Elf>): RuntimeLibraries {
  return new Map([...found].map(([name, elf]) => [name, new Set(parseProvidedVersions(elf))]));
}

function checkVersions(files: readonly Elf[], provided: RuntimeLibraries): void {
  for (const elf of files)
    for (const { library, version } of parseNeededVersions(elf))
      if (provided.get(library)?.has(version) !== true)
        throw new Fault('ADDON_VERSION', { path: elf.path, library, version });
}
