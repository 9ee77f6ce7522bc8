import { closeSync, openSync, readSync } from 'node:fs';
import { MACHINES, type Machine } from './elf.ts';

/** Offset of `e_machine`, which follows `e_ident` and `e_type`: elf(5). */
const E_MACHINE = 18;

/** Reads only for which processor an ELF file is; undefined if it is for none that programs are built for. */
export function readMachine(path: string): Machine | undefined {
  const bytes = Buffer.alloc(2);
  const file = openSync(path, 'r');
  try {
    readSync(file, bytes, 0, bytes.length, E_MACHINE);
  } finally {
    closeSync(file);
  }
  return MACHINES.get(bytes.readUInt16LE());
}
