import { parseProvidedVersions } from '../../formats/elf/parse-symbol-versions.ts';
import { Fault } from '../../host/faults/fault.ts';
import {
  readLibraryLock,
  readLockedLibraries,
} from '../../node/libraries/read-locked-libraries.ts';
import { PROCESSORS } from '../../formats/processor.ts';
import { keyOfLibrary, type LibrarySet } from './render-changes.ts';

const NOTHING: LibrarySet = {
  lock: { distribution: '', libraries: [] },
  symbolVersions: new Map(),
};

/**
 * Reads all locked libraries. If one is missing or damaged, the set is empty: renewing the libraries
 * repairs it.
 *
 * @param folder `tools/libraries` of the workspace.
 */
export function readLibrarySet(folder: string): LibrarySet {
  try {
    const lock = readLibraryLock(folder);
    const sources = new Map(
      PROCESSORS.map(({ architecture, machine }) => [
        architecture as string,
        readLockedLibraries(folder, machine),
      ]),
    );
    const versions = lock.libraries.map((library) => {
      const elf = sources.get(library.architecture)?.find(library.name);
      return [keyOfLibrary(library), elf === undefined ? [] : parseProvidedVersions(elf)] as const;
    });
    return { lock, symbolVersions: new Map(versions) };
  } catch (error) {
    if (error instanceof Fault) return NOTHING;
    throw error;
  }
}
