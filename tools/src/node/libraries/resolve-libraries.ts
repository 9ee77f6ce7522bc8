import { posix } from 'node:path';
import type { Elf } from '../../formats/elf/elf.ts';
import { Fault } from '../../host/faults/fault.ts';

/** A shared object with the name that DT_NEEDED uses for it. */
export interface Library {
  readonly name: string;
  readonly elf: Elf;
}

/** Everything a dynamically linked program needs to start, and nothing else. */
export interface ResolvedLibraries {
  /** The program that PT_INTERP names: ld.so. */
  readonly dynamicLoader: Library;
  /**
   * All shared objects reached through DT_NEEDED except the dynamic loader, in the order in which ld.so
   * loads and searches them: breadth first.
   */
  readonly libraries: readonly Library[];
}

/** A place that libraries come from, such as folders or a lock; `find` returns undefined for an unknown name. */
export interface LibrarySource {
  /** Name of the source in messages. */
  readonly description: string;
  readonly find: (name: string) => Elf | undefined;
}

/**
 * Follows DT_NEEDED from a program through all libraries, each once.
 *
 * Only the headers of the files count: no ld.so.cache, no DT_RUNPATH, no environment. A library that the
 * program opens later by dlopen(3) is not in its headers and so not in the result.
 *
 * @throws {Fault} `PROGRAM_STATIC` for a program without PT_INTERP; `LIBRARY_MISSING`,
 *   `LIBRARY_MACHINE` or `LIBRARY_SONAME` for a library that ld.so would not accept, with the file that needs it.
 */
export function resolveLibraries(application: Elf, source: LibrarySource): ResolvedLibraries {
  if (application.interpreter === undefined)
    throw new Fault('PROGRAM_STATIC', { path: application.path });
  const loaderName = posix.basename(application.interpreter);
  const dynamicLoader = findLibrary(source, loaderName, application);
  const known = new Set([loaderName]);
  const libraries: Library[] = [];
  const queue = [application, dynamicLoader.elf];
  for (const dependent of queue)
    for (const name of dependent.needed.filter((wanted) => !known.has(wanted))) {
      const library = findLibrary(source, name, dependent);
      known.add(name);
      libraries.push(library);
      queue.push(library.elf);
    }
  return { dynamicLoader, libraries };
}

function findLibrary(source: LibrarySource, name: string, dependent: Elf): Library {
  const elf = source.find(name);
  const facts = { name, dependent: dependent.path };
  if (elf === undefined)
    throw new Fault('LIBRARY_MISSING', { ...facts, source: source.description });
  if (elf.machine !== dependent.machine)
    throw new Fault('LIBRARY_MACHINE', {
      ...facts,
      path: elf.path,
      found: elf.machine,
      expected: dependent.machine,
    });
  // ld.so identifies a loaded library by its DT_SONAME, so the two names must agree.
  if (elf.soname !== name)
    throw new Fault('LIBRARY_SONAME', { ...facts, path: elf.path, soname: elf.soname ?? '' });
  return { name, elf };
}
