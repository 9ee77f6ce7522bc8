import type { Library } from '../libraries/resolve-libraries.ts';
import { Fault } from '../../host/faults/fault.ts';
import { type Placement, ceilTo } from './move-image.ts';
import { type EmbeddedLibrary, STUB_NAME_MAX_BYTES } from './stub-table.ts';

/** Whole pages of the page cache, the unit of sendfile(2). */
export const LIBRARY_ALIGN_BYTES = 4096;

export interface EmbeddedLibraries {
  readonly embedded: readonly EmbeddedLibrary[];
  readonly placements: readonly Placement[];
  /** The first byte of the file after the libraries. */
  readonly endOffset: number;
}

/**
 * Places libraries in the file, unchanged and in the order in which ld.so loads them.
 *
 * @param offset The first free byte of the file.
 * @throws {Fault} `LIBRARY_NAME` for a name that does not fit the stub's table.
 */
export function embedLibraries(libraries: readonly Library[], offset: number): EmbeddedLibraries {
  const embedded: EmbeddedLibrary[] = [];
  const placements: Placement[] = [];
  let endOffset = offset;
  for (const { name, elf } of libraries) {
    checkStubName(name);
    const start = ceilTo(endOffset, LIBRARY_ALIGN_BYTES);
    embedded.push({ name, offset: start, sizeBytes: elf.bytes.byteLength });
    placements.push({ offset: start, bytes: elf.bytes });
    endOffset = start + elf.bytes.byteLength;
  }
  return { embedded, placements, endOffset };
}

/** @throws {Fault} `LIBRARY_NAME` for a name that does not fit the stub's table. */
export function checkStubName(name: string): void {
  if (Buffer.byteLength(name) > STUB_NAME_MAX_BYTES)
    throw new Fault('LIBRARY_NAME', { name, maxBytes: STUB_NAME_MAX_BYTES });
}
