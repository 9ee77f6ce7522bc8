import { join } from 'node:path';
import type { Machine } from '../../formats/elf/elf.ts';
import { parseProvidedVersions } from '../../formats/elf/parse-symbol-versions.ts';
import { architectureOf } from '../../formats/processor.ts';
import { readLibraryLock, readLockedLibraries } from '../libraries/read-locked-libraries.ts';

/** The libraries that every runtime has loaded, by name, with the symbol versions that each provides. */
export type RuntimeLibraries = ReadonlyMap<string, ReadonlySet<string>>;

/** @param toolsFolder `tools` of the workspace. */
export function readRuntimeLibraries(toolsFolder: string, machine: Machine): RuntimeLibraries {
  const folder = join(toolsFolder, 'libraries');
  const source = readLockedLibraries(folder, machine);
  const names = readLibraryLock(folder)
    .libraries.filter(({ architecture }) => architecture === architectureOf(machine))
    .filter(({ neededBy }) => neededBy !== 'tools')
    .map(({ name }) => name);
  const versionsOf = (name: string): readonly string[] => {
    const elf = source.find(name);
    return elf === undefined ? [] : parseProvidedVersions(elf);
  };
  return new Map(names.map((name) => [name, new Set(versionsOf(name))]));
}
