import { Fault } from '../../host/faults/fault.ts';

/**
 * `node`: needed by official Node. `addons`: needed by native addons of apps. Every self-contained Node embeds
 * both, with or without addons, so that the runtime of all apps is the same. `tools`: needed only by native
 * addons of the build tools; only the Node of the workspace embeds it.
 */
export type LibraryConsumer = (typeof CONSUMERS)[number];

const CONSUMERS = ['node', 'addons', 'tools'] as const;

/** A library of one architecture, as it was extracted from a Debian package. */
export interface LockedLibrary {
  /** Architecture in Debian's terms, and the name of a folder of `tools/libraries`. */
  readonly architecture: string;
  /** DT_SONAME and file name. */
  readonly name: string;
  readonly neededBy: LibraryConsumer;
  readonly package: string;
  readonly version: string;
  /** SPDX expression of its licence; the licence texts are next to the lock. */
  readonly licence: string;
  readonly sizeBytes: number;
  /** Digest of the uncompressed file, 64 hexadecimal digits. */
  readonly sha256: string;
}

/** The libraries that self-contained executables embed; `nx run tools:update-libraries` renews them. */
export interface LibraryLock {
  /** ID and VERSION_ID of os-release(5), joined by a dash. */
  readonly distribution: string;
  readonly libraries: readonly LockedLibrary[];
}

const TEXT_FIELDS = ['architecture', 'name', 'package', 'version', 'licence', 'sha256'] as const;

/** @throws {Fault} `LOCK_FORMAT` for anything but what `renderLibraryLock` writes. */
export function parseLibraryLock(text: string, path: string): LibraryLock {
  try {
    const lock = JSON.parse(text) as Partial<LibraryLock> | null;
    if (typeof lock?.distribution !== 'string') throw new TypeError('no distribution');
    if (!Array.isArray(lock.libraries)) throw new TypeError('no libraries');
    return { distribution: lock.distribution, libraries: lock.libraries.map(parseLibrary) };
  } catch (cause) {
    throw new Fault('LOCK_FORMAT', { path, cause: (cause as Error).message }, { cause });
  }
}

function parseLibrary(library: LockedLibrary, index: number): LockedLibrary {
  for (const field of TEXT_FIELDS)
    if (typeof library[field] !== 'string') throw new TypeError(`no ${field} in library ${index}`);
  if (!CONSUMERS.includes(library.neededBy))
    throw new TypeError(`neededBy of library ${index} is none of ${CONSUMERS.join(', ')}`);
  if (!/^[0-9a-f]{64}$/.test(library.sha256))
    throw new TypeError(`sha256 of library ${index} is not 64 hexadecimal digits`);
  if (!Number.isSafeInteger(library.sizeBytes))
    throw new TypeError(`sizeBytes of library ${index} is not a whole number`);
  return library;
}

export function renderLibraryLock(lock: LibraryLock): string {
  return `${JSON.stringify(lock, null, 2)}\n`;
}
