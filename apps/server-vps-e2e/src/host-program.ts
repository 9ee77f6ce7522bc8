import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { programPath } from './workspace.ts';

/** The packaged program, started bare on this host. */
export interface HostProgram {
  readonly child: ChildProcess;
  readonly url: string;
  readonly port: number;
}

interface LogLine {
  readonly msg: string;
  readonly address?: { readonly port: number };
}

/** Starts the program on a loopback port of the kernel's choice, and waits until it listens. */
export async function startProgram(environment: NodeJS.ProcessEnv = {}): Promise<HostProgram> {
  const env = { PORT: '0', HOST: '127.0.0.1', ...environment };
  const child = spawn(programPath, [], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const { msg, address } = JSON.parse(line) as LogLine;
    if (msg !== 'listening' || address === undefined) continue;
    child.stdout.resume(); // a full pipe would stop the program
    return { child, port: address.port, url: `http://127.0.0.1:${address.port}` };
  }
  throw new Error('The program ended before it listened');
}

/** Sends a signal and waits for the end. */
export async function endProgram(
  { child }: HostProgram,
  signal: NodeJS.Signals,
): Promise<{ exitCode: unknown; signal: unknown }> {
  const ended = once(child, 'exit');
  child.kill(signal);
  const [exitCode, by] = (await ended) as [number | null, NodeJS.Signals | null];
  return { exitCode, signal: by };
}
