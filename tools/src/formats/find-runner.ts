import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Processor } from './processor.ts';

/** Command prefix that starts a program on this machine: empty, or the path of an emulator. */
export type Runner = readonly string[];

/** The properties of a machine that decide which programs it can start. */
export interface Host {
  /** `process.platform` and, below, `process.arch` of Node. */
  readonly platform: string;
  readonly arch: string;
  /** Value of the variable PATH. */
  readonly path: string;
}

/** Reads them from Node's `process`. */
export function readHost({ platform, arch, env }: ProcessFacts): Host {
  return { platform, arch, path: env['PATH'] ?? '' };
}

type ProcessFacts = Pick<NodeJS.Process, 'platform' | 'arch' | 'env'>;

/** Finds out how this machine starts Linux programs for a processor; undefined if it cannot. */
export function findRunner(processor: Processor, host: Host): Runner | undefined {
  if (host.platform !== 'linux') return undefined;
  if (processor.arch === host.arch) return [];
  const emulator = findEmulator(processor, host.path);
  return emulator === undefined ? undefined : [emulator];
}

/** Finds QEMU's user-mode emulator of a processor in the folders of PATH. */
export function findEmulator({ emulators }: Processor, path: string): string | undefined {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return emulators
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
