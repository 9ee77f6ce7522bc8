import { Fault } from '../../host/faults/fault.ts';
import type { Elf } from './elf.ts';
import { isElf, parseElf } from './parse-elf.ts';

/** Names of native addons and of shared libraries. */
export const LIBRARY_NAME = /\.(?:node|so(?:\.\d+)*)$/;

/** C libraries of other systems, such as musl and FreeBSD; that of glibc is libc.so.6. */
const OTHER_LIBC = /^libc\.(?!so\.6$)/;

/**
 * Parses a library for Linux with glibc, on a processor that programs are built for.
 *
 * @returns Undefined for anything else, such as a library of 32 bits or of another system.
 */
export function parseLinuxLibrary(bytes: Uint8Array, path: string): Elf | undefined {
  if (!isElf(bytes)) return undefined;
  try {
    const elf = parseElf(bytes, path);
    return elf.needed.some((name) => OTHER_LIBC.test(name)) ? undefined : elf;
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}
