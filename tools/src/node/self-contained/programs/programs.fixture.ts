import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Elf, Machine } from '../../../formats/elf/elf.ts';
import { parseElf } from '../../../formats/elf/parse-elf.ts';
import { runPrograms } from '../../../host/run-programs.ts';
import { planSelfContained } from '../plan-self-contained.ts';
import { readIngredients } from '../read-ingredients.ts';
import { renderSelfContained } from '../render-self-contained.ts';
import { PINNED_COMPILER, compilerFor } from '../stub/build-stub.ts';
import { writeExecutable } from '../write-executable.ts';

export const TOOLS_FOLDER = join(__dirname, '../../../..');

/** Returns whether the compiler that the stubs are pinned to is installed. */
export function hasCompiler(machine: Machine): boolean {
  const { stdout } = spawnSync(compilerFor(machine), ['--version'], { encoding: 'utf8' });
  return (stdout as string | null)?.includes(PINNED_COMPILER) ?? false;
}

export const HOST_MACHINE: Machine = process.arch === 'arm64' ? 'aarch64' : 'x86-64';

/** Tests that need a compiler; building an executable needs none. */
export const whenCompiled = hasCompiler(HOST_MACHINE) ? describe : describe.skip;

/** True if this process may create namespaces: as root, but not inside a plain container. */
export const canUnshare = spawnSync('unshare', ['--mount', '--pid', '--fork', 'true']).status === 0;

export function hasProgram(command: string): boolean {
  return spawnSync(command, ['--version']).error === undefined;
}

/** Creates a folder that is removed after the tests of the file. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'self-contained-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

export interface Compilation {
  readonly machine: Machine;
  /** Name of a source file next to this one. */
  readonly source: string;
  readonly output: string;
  readonly options?: readonly string[];
}

/** Compiles a program at fixed addresses, like official Node. */
export function compile({ machine, source, output, options = ['-no-pie'] }: Compilation): string {
  const compiler = compilerFor(machine).replace('gcc', source.endsWith('.cc') ? 'g++' : 'gcc');
  const args = ['-O1', '-fomit-frame-pointer', '-rdynamic', ...options, '-o', output];
  runPrograms([{ command: compiler, args: [...args, join(__dirname, source)] }], process.env);
  return output;
}

export function readProgram(path: string): Elf {
  return parseElf(readFileSync(path), path);
}

/**
 * Makes a program self-contained with the locked libraries and the committed stub.
 *
 * @param memoryFiles Names of the memory files that it gets.
 */
export function writeSelfContained(
  program: string,
  output: string,
  memoryFiles?: readonly string[],
): string {
  const ingredients = readIngredients(readProgram(program), TOOLS_FOLDER);
  const plan = planSelfContained({ ...ingredients, memoryFiles });
  writeExecutable(output, renderSelfContained(plan));
  return output;
}

export interface RunEnvironment {
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly cwd?: string;
}

/** Runs a program with exactly the given environment and returns its output as text. */
export function run(
  command: string,
  args: readonly string[],
  { env = {}, ...options }: RunEnvironment = {},
): SpawnSyncReturns<string> {
  return spawnSync(command, args, { encoding: 'utf8', env, ...options });
}

export interface Probe {
  readonly folder: string;
  /** The dynamic program, as compiled. */
  readonly dynamic: string;
  /** The same, self-contained. */
  readonly probe: string;
  /** The descriptors that a program started by this process inherits, one per line. */
  readonly inherited: () => string;
}

/** Builds programs/probe.c in both forms before the tests of a file. */
export function useProbe(): Probe {
  const folder = makeFolder();
  const dynamic = join(folder, 'dynamic');
  const probe = join(folder, 'probe');
  beforeAll(() => {
    chmodSync(folder, 0o755);
    compile({ machine: HOST_MACHINE, source: 'probe.c', output: dynamic });
    writeSelfContained(dynamic, probe);
  });
  return { folder, dynamic, probe, inherited: () => run(dynamic, ['descriptors']).stdout };
}
