import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, connect, type AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/** A server that listens on the address in HOST and PORT. */
export interface Contender {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** Milliseconds from exec to the first answer, one number for each round. */
export type Times = ReadonlyMap<Contender, readonly number[]>;

const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

export interface MeasureStartsOptions {
  readonly roundCount: number;
  /** All variables of a contender but HOST and PORT. */
  readonly environment: Readonly<Record<string, string>>;
  /** Returns milliseconds of a monotonic clock. */
  readonly now: () => number;
}

/**
 * Measures starts in turns, so that other load on the machine affects all contenders alike. A first
 * round, which reads the files from disk, is not counted.
 *
 * @throws {Error} if a contender exits or does not answer with status 200.
 */
export async function measureStarts(
  contenders: readonly Contender[],
  { roundCount, ...options }: MeasureStartsOptions,
): Promise<Times> {
  const times = new Map(contenders.map((contender) => [contender, [] as number[]]));
  for (let round = 0; round <= roundCount; round++)
    for (const [contender, milliseconds] of times) {
      const time = await measureStart(contender, options);
      if (round > 0) milliseconds.push(time);
    }
  return times;
}

async function measureStart(
  { name, command, args }: Contender,
  { environment, now }: Omit<MeasureStartsOptions, 'roundCount'>,
): Promise<number> {
  const port = await findFreePort();
  const env = { ...environment, HOST: '127.0.0.1', PORT: String(port) };
  const start = now();
  const child = spawn(command, args, { env, stdio: 'ignore' });
  const ended = once(child, 'exit');
  let answer: string | undefined;
  while (answer === undefined && child.exitCode === null && child.signalCode === null)
    answer = await ask(port);
  const end = now();
  child.kill('SIGKILL');
  await ended;
  if (answer?.startsWith('HTTP/1.1 200 ') !== true)
    throw new Error(`Cannot measure "${name}": it answered ${JSON.stringify(answer)}`);
  return end - start;
}

/** Returns the first bytes of the response, or undefined if nothing listens yet. */
export async function ask(port: number): Promise<string | undefined> {
  const socket = connect(port, '127.0.0.1');
  socket.write(REQUEST);
  try {
    for await (const bytes of socket) return String(bytes);
  } catch {
    await setTimeout(1); // without a pause, this loop would compete with the measured program for a core
  }
  return undefined;
}

/** A port of the loopback address that nothing listens on. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Returns the median; NaN of an empty list. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((low ?? NaN) + (high ?? NaN)) / 2;
}
