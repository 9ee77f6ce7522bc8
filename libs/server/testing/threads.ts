import { readFileSync } from 'node:fs';
import { collectLog, type LogLine } from './collect-log.ts';
import { startProgram, type ProgramProcess } from './start-program.ts';
import { until } from './until.ts';

/** An answer of `/thread` of threads.fixture.ts. */
export interface ThreadAnswer {
  readonly thread: number;
  /** Number of starts of a thread so far. */
  readonly starts: number;
}

/** Asks, on a connection of its own, which thread answers. */
export async function askThread(origin: string, path = '/thread'): Promise<ThreadAnswer> {
  const response = await fetch(`${origin}${path}`, { headers: { connection: 'close' } });
  return (await response.json()) as ThreadAnswer;
}

/** Returns the hooks that have run, in order; those of the start in order of their threads. */
export function eventsOf(path: string): readonly string[] {
  const events = readFileSync(path, 'utf8').trim().split('\n');
  const starts = events.filter((event) => event.startsWith('routes')).sort();
  return [...events.slice(0, 1), ...starts, ...events.slice(1 + starts.length)];
}

/** A program with its log from the start, and the origin of its application. */
export interface ThreadsProgram {
  readonly program: ProgramProcess;
  readonly log: () => readonly LogLine[];
  readonly origin: string;
}

/** Starts a program, and waits until all its threads are ready. */
export async function startThreads(
  mainPath: string,
  env: Readonly<Record<string, string>>,
): Promise<ThreadsProgram> {
  const program = startProgram(mainPath, { env });
  const log = collectLog(program);
  await until(() => log().some(({ msg }) => msg === 'ready'));
  return { program, log, origin: originOf(log()) };
}

/** Returns the origin of a listener from its line in the log; by default that of the application. */
export function originOf(lines: readonly LogLine[], listener?: string): string {
  const line = lines.find(
    ({ msg, ...facts }) => msg === 'listening' && facts['listener'] === listener,
  );
  return `http://127.0.0.1:${(line?.['address'] as { port: number }).port}`;
}
