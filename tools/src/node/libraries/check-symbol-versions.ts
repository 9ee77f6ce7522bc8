import type { Elf } from '../../formats/elf/elf.ts';
import {
  parseNeededVersions,
  parseProvidedVersions,
} from '../../formats/elf/parse-symbol-versions.ts';
import { Fault } from '../../host/faults/fault.ts';
import type { Closure } from './resolve-libraries.ts';

/**
 * Checks that ld.so would start a program with its closure: that each symbol version which one of the
 * files needs is offered by the library it is needed of.
 *
 * @throws {Fault} `SYMBOL_VERSION_MISSING`.
 */
export function checkSymbolVersions(application: Elf, { dynamicLoader, libraries }: Closure): void {
  const all = [dynamicLoader, ...libraries];
  const provided = new Map(all.map(({ name, elf }) => [name, new Set(parseProvidedVersions(elf))]));
  for (const elf of [application, ...all.map((library) => library.elf)])
    for (const { library, version } of parseNeededVersions(elf))
      if (provided.get(library)?.has(version) !== true)
        throw new Fault('SYMBOL_VERSION_MISSING', { path: elf.path, library, version });
}
