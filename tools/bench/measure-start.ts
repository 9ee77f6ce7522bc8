import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ask, findFreePort, type Contender } from '../src/update/node/measure-starts.ts';

/** What one start of a server takes. */
export interface StartFigures {
  /** Milliseconds from exec to the first answer. */
  readonly wallMs: number;
  /** Processor time of the main thread at the first answer, in milliseconds: proc_pid_schedstat(5). */
  readonly mainThreadMs: number;
  /** Processor time of all threads that still run half a second after the first answer. */
  readonly wholeMs: number;
  /** Anonymous and resident memory half a second after the first answer. */
  readonly anonymousBytes: number;
  readonly residentBytes: number;
}

export type StartedContender = Contender & { readonly env?: Readonly<Record<string, string>> };

/** Time after the first answer in which a server finishes what it put off. */
const SETTLE_MS = 500;
const BYTES_PER_KIB = 1024;
const NS_PER_MS = 1e6;

/**
 * Measures starts in turns, so that other load on the machine affects all contenders alike. A first round,
 * which reads the files from disk, is not counted.
 *
 * @returns The starts of each contender, by its name.
 */
export async function measureInTurns(
  contenders: readonly StartedContender[],
  roundCount: number,
): Promise<ReadonlyMap<string, readonly StartFigures[]>> {
  const starts = new Map(contenders.map(({ name }) => [name, [] as StartFigures[]]));
  for (let round = 0; round <= roundCount; round++)
    for (const contender of contenders) {
      const figures = await measureStart(contender);
      if (round > 0) starts.get(contender.name)?.push(figures);
    }
  return starts;
}

/**
 * Starts a server, waits for its first answer, and ends it.
 *
 * @throws {Error} if it exits or does not answer with status 200.
 */
async function measureStart({ name, command, args, env }: StartedContender): Promise<StartFigures> {
  const port = await findFreePort();
  const start = performance.now();
  const child = spawn(command, args, {
    env: { ...env, HOST: '127.0.0.1', PORT: String(port) },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  let answer: string | undefined;
  while (answer === undefined && child.exitCode === null && child.signalCode === null)
    answer = await ask(port);
  const wallMs = performance.now() - start;
  try {
    if (answer?.startsWith('HTTP/1.1 200 ') !== true)
      throw new Error(`Cannot measure "${name}": it answered ${JSON.stringify(answer)}`);
    const folder = `/proc/${String(child.pid)}`;
    const mainThreadMs = readThreadMs(folder);
    await setTimeout(SETTLE_MS);
    return { wallMs, mainThreadMs, wholeMs: readWholeMs(`${folder}/task`), ...readMemory(folder) };
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

/** Not from stat, whose unit of 10 ms is a fifth of what is measured. */
function readThreadMs(folder: string): number {
  return Number(readFileSync(`${folder}/schedstat`, 'utf8').split(' ')[0]) / NS_PER_MS;
}

function readWholeMs(tasks: string): number {
  const threads = readdirSync(tasks).map((id) => readThreadMs(join(tasks, id)));
  return threads.reduce((sum, milliseconds) => sum + milliseconds, 0);
}

function readMemory(folder: string): Pick<StartFigures, 'anonymousBytes' | 'residentBytes'> {
  const status = readFileSync(`${folder}/status`, 'utf8');
  const bytesOf = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * BYTES_PER_KIB;
  return { anonymousBytes: bytesOf('RssAnon'), residentBytes: bytesOf('VmRSS') };
}
