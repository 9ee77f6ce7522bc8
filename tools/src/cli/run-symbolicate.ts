import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { readBundleMap } from '../app/symbols/bundle-map.ts';
import { checkProgram } from '../app/symbols/check-program.ts';
import { symbolicate } from '../app/symbols/symbolicate.ts';
import { Fault } from '../host/faults/fault.ts';
import type { Flags } from './parse-command-line.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Maps standard input line by line. It runs on any Node, because it makes no artefact.
 *
 * @throws {Fault} `USAGE`; those of `readBundleMap`, `checkProgram` and `symbolicate`.
 */
export async function runSymbolicate(
  { map: path, program }: Flags,
  { machine, currentFolder, print }: Surroundings,
): Promise<void> {
  if (path === undefined)
    throw new Fault('USAGE', {
      command: ' symbolicate',
      reason: 'it needs --map, the source map of the bundle',
    });
  const map = readBundleMap(resolve(currentFolder, path));
  if (program !== undefined) checkProgram(map, program);
  endWithReader(machine);
  const lines = createInterface({ input: machine.stdin, crlfDelay: Infinity });
  for await (const line of symbolicate(lines, map)) print(line);
}

/** Ends the process without a stack when the reader of its output has enough, such as head(1). */
function endWithReader(machine: NodeJS.Process): void {
  machine.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    machine.exit(0);
  });
}
