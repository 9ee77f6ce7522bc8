import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

export type Program = ChildProcessByStdio<null, Readable, Readable>;

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a program is started with; its environment holds nothing else, but a free port of loopback, no management listeners and no delay at its end. */
export interface ProgramInput {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const QUIET = {
  HOST: '127.0.0.1',
  PORT: '0',
  OPS_PORT: 'off',
  ADMIN_SOCKET: 'off',
  SHUTDOWN_DELAY_MS: '0',
};

/** Starts a program of this workspace from its TypeScript source, as a process of its own. */
export function startProgram(
  mainPath: string,
  { args = [], env = {} }: ProgramInput = {},
): Program {
  return spawn(process.execPath, [mainPath, ...args], {
    env: { ...QUIET, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs a program that ends by itself. */
export async function runProgram(mainPath: string, input: ProgramInput = {}): Promise<Ended> {
  return ended(startProgram(mainPath, input));
}

/** Waits for the end of a program, with what it wrote from now on. */
export async function ended(program: Program): Promise<Ended> {
  const closed = once(program, 'close');
  const [stdout, stderr] = await Promise.all([text(program.stdout), text(program.stderr)]);
  await closed;
  return { exitCode: program.exitCode, stdout, stderr };
}

/** Waits until the log tells the address, and gives that as an origin for fetch. */
export async function listening(program: Program): Promise<string> {
  const { address } = await logged(program, 'listening');
  return `http://127.0.0.1:${(address as { port: number }).port}`;
}

/** Reads the log up to the line with a message, and gives that line. */
export async function logged(program: Program, message: string): Promise<Record<string, unknown>> {
  for await (const line of createInterface({ input: program.stdout })) {
    const facts = JSON.parse(line) as Record<string, unknown>;
    if (facts['msg'] === message) return facts;
  }
  throw new Error(`The program ended without logging "${message}"`);
}
