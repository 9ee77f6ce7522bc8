import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isSea } from 'node:sea';
import type { Readable } from 'node:stream';
import type { Successor, SuccessorStart } from './world.ts';

interface SpawnInput extends Pick<SuccessorStart, 'fds'> {
  /** All of the environment. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Starts the program of this process again, with its arguments, directory and standard streams. What is at its path now
 * runs, which may be another version.
 *
 * @throws {Error} A system error, such as ENOENT if the file is gone.
 */
export async function startSuccessor(
  process: NodeJS.Process,
  { fds, env }: SpawnInput,
): Promise<Successor> {
  const { argv, argv0, execArgv, execPath } = process;
  const [, entryPath = '', ...words] = argv;
  const child = spawn(execPath, isSea() ? words : [...execArgv, entryPath, ...words], {
    argv0,
    env,
    stdio: ['inherit', 'inherit', 'inherit', ...fds, 'pipe'],
  });
  await once(child, 'spawn'); // rejects at `error`
  child.on('error', () => undefined); // a signal that cannot be sent, to a process that has ended
  const reports = child.stdio[3 + fds.length] as Readable & { unref(): void };
  reports
    .setEncoding('utf8')
    .on('error', () => undefined)
    .unref();
  child.unref();
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  return {
    pid: child.pid ?? 0,
    onReport: (listener) => void reports.on('data', listener),
    ended: ended.then(([status, signal]) => signal ?? `status ${String(status)}`),
    kill: (signal) => void child.kill(signal),
  };
}
