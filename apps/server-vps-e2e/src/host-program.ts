import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { binaryPath } from './workspace.ts';

/** The program, started directly on this host. */
export interface HostProgram {
  readonly child: ChildProcess;
  readonly url: string;
  readonly port: number;
}

export interface HostProgramOptions {
  /** Command that starts it, with arguments; by default the program itself. */
  readonly command?: readonly [string, ...string[]];
  readonly environment?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

interface LogLine {
  readonly msg: string;
  readonly address?: { readonly port: number };
}

/** A free port of loopback, and no management listeners, whose addresses are fixed. */
export const QUIET = { HOST: '127.0.0.1', PORT: '0', OPS_PORT: 'off', ADMIN_SOCKET: 'off' };

/** Starts the program on a loopback port of the kernel's choice, and waits until it listens. */
export async function startProgram(options: HostProgramOptions = {}): Promise<HostProgram> {
  const { command = [binaryPath], environment, cwd } = options;
  const [file, ...args] = command;
  const env = { ...QUIET, ...environment };
  const child = spawn(file, args, { env, cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const { msg, address } = JSON.parse(line) as LogLine;
    if (msg !== 'listening' || address === undefined) continue;
    child.stdout.resume(); // a full pipe would stop the program
    return { child, port: address.port, url: `http://127.0.0.1:${address.port}` };
  }
  throw new Error('The program ended before it listened');
}

/** Requests `/` on a new connection, which is closed with the response. */
export async function askProgram({ url }: HostProgram): Promise<string> {
  const [response] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage];
  return text(response);
}

/** Sends a signal and waits until the program has exited and its output is closed. */
export async function endProgram(
  { child }: HostProgram,
  signal: NodeJS.Signals,
): Promise<{ exitCode: unknown; signal: unknown }> {
  const closed = once(child, 'close');
  child.kill(signal);
  const [exitCode, by] = (await closed) as [number | null, NodeJS.Signals | null];
  return { exitCode, signal: by };
}
