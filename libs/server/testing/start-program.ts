import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { THREADS_ENV } from './serving-threads.ts';

export type ProgramProcess = ChildProcessByStdio<null, Readable, Readable>;

export interface ProgramResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Arguments and environment of a program. The environment is replaced; it also sets a free port of the
 * loopback interface, no management listeners, no shutdown delay and the number of serving threads.
 */
export interface ProgramInput {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Environment of every program that a test starts. Node keeps compiled sources there, which halves the time of a start. */
export const QUIET = {
  NODE_COMPILE_CACHE: join(tmpdir(), 'tscratch-compile-cache'),
  HOST: '127.0.0.1',
  PORT: '0',
  OPS_PORT: 'off',
  ADMIN_SOCKET: 'off',
  SHUTDOWN_DELAY_MS: '0',
};

/** Starts a program of this workspace from its TypeScript source in a process of its own. */
export function startProgram(
  mainPath: string,
  { args = [], env = {} }: ProgramInput = {},
): ProgramProcess {
  return spawn(process.execPath, [mainPath, ...args], {
    env: { ...QUIET, ...THREADS_ENV, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs a program that exits by itself. */
export async function runProgram(
  mainPath: string,
  input: ProgramInput = {},
): Promise<ProgramResult> {
  return ended(startProgram(mainPath, input));
}

/** Waits until a program exits, and returns its output from now on. */
export async function ended(program: ProgramProcess): Promise<ProgramResult> {
  const closed = once(program, 'close');
  const [stdout, stderr] = await Promise.all([text(program.stdout), text(program.stderr)]);
  await closed;
  return { exitCode: program.exitCode, stdout, stderr };
}

/** Waits until the log contains the address, and returns it as an origin for fetch. */
export async function listening(program: Pick<ProgramProcess, 'stdout'>): Promise<string> {
  const { address } = await logged(program, 'listening');
  return `http://127.0.0.1:${(address as { port: number }).port}`;
}

/** Reads the log up to the line with a message, and returns that line. */
export async function logged(
  program: Pick<ProgramProcess, 'stdout'>,
  message: string,
): Promise<Record<string, unknown>> {
  for await (const line of createInterface({ input: program.stdout })) {
    const facts = JSON.parse(line) as Record<string, unknown>;
    if (facts['msg'] === message) return facts;
  }
  throw new Error(`The program ended without logging "${message}"`);
}
