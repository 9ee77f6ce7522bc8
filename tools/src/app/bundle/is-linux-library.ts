import { readFileSync } from 'node:fs';
import { parseLinuxLibrary } from '../../formats/elf/parse-linux-library.ts';

/** Tells whether a file is a library for Linux with glibc, on a processor that programs are built for. */
export function isLinuxLibrary(path: string): boolean {
  return parseLinuxLibrary(readFileSync(path), path) !== undefined;
}
