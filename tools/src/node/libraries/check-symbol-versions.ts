import type { Elf } from '../../formats/elf/elf.ts';
import {
  parseNeededVersions,
  parseProvidedVersions,
} from '../../formats/elf/parse-symbol-versions.ts';
import { Fault } from '../../host/faults/fault.ts';
import type { ResolvedLibraries } from './resolve-libraries.ts';

/**
 * Checks that ld.so can start a program with its libraries: each symbol version that one of the files
 * needs must be provided by the library it names.
 *
 * @throws {Fault} `SYMBOL_VERSION_MISSING`.
 */
export function checkSymbolVersions(
  application: Elf,
  { dynamicLoader, libraries }: ResolvedLibraries,
): void {
  const all = [dynamicLoader, ...libraries];
  const provided = new Map(all.map(({ name, elf }) => [name, new Set(parseProvidedVersions(elf))]));
  for (const elf of [application, ...all.map((library) => library.elf)])
    for (const { library, version } of parseNeededVersions(elf))
      if (provided.get(library)?.has(version) !== true)
        throw new Fault('SYMBOL_VERSION_MISSING', { path: elf.path, library, version });
}
