import { readFileSync } from 'node:fs';
import { isElf, parseElf } from '../../formats/elf/parse-elf.ts';
import { Fault } from '../../host/faults/fault.ts';

/** Names of native addons and of shared libraries. */
export const LIBRARY = /\.(?:node|so(?:\.\d+)*)$/;

/** C libraries of other systems, such as musl and FreeBSD; that of glibc is libc.so.6. */
const OTHER_LIBC = /^libc\.(?!so\.6$)/;

/** Tells whether a file is a library for Linux with glibc, on a processor that programs are built for. */
export function isLinuxLibrary(path: string): boolean {
  const bytes = readFileSync(path);
  if (!isElf(bytes)) return false;
  try {
    return !parseElf(bytes, path).needed.some((name) => OTHER_LIBC.test(name));
  } catch (error) {
    if (error instanceof Fault) return false; // 32 bits, or another processor
    throw error;
  }
}
