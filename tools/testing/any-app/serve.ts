import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { findFreePort } from '../../src/update/node/measure-starts.ts';
import type { Ask } from './fixture.ts';

/** How to start a server, which listens on the address in HOST and PORT. */
export interface Start {
  readonly command: string;
  readonly args: readonly string[];
  /** Working folder. */
  readonly cwd: string;
  /** Variables besides those of every fixture. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What does not change from one run to the next. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const HOST = '127.0.0.1';

/** Environment of every fixture besides HOST and PORT. Next takes its address from HOSTNAME. */
export const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOSTNAME: HOST };

/** Headers that a client acts on. */
const HEADERS = [
  'allow',
  'cache-control',
  'content-encoding',
  'content-type',
  'etag',
  'location',
  'set-cookie',
  'vary',
  'x-powered-by',
];

const [START_MS, ANSWER_MS, PAUSE_MS] = [60_000, 30_000, 5];

/**
 * Starts a server, sends it requests in their order, and kills it.
 *
 * @throws {Error} with the end of its output if it does not start, or does not answer.
 */
export async function serve(start: Start, asks: readonly Ask[]): Promise<readonly Answer[]> {
  const port = await findFreePort();
  const { command, args, cwd } = start;
  const env = { ...ENVIRONMENT, ...start.env, HOST, PORT: String(port) };
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = [text(child.stdout), text(child.stderr)];
  const ended = once(child, 'close');
  try {
    await untilListening(child, port);
    const answers: Answer[] = [];
    for (const wanted of asks) answers.push(await ask(port, wanted));
    return answers;
  } catch (error) {
    child.kill('SIGKILL');
    const said = (await Promise.all(output)).join('').trim().slice(-2_000);
    throw new Error(`${(error as Error).message}\n${said}`, { cause: error });
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

async function untilListening(child: ChildProcess, port: number): Promise<void> {
  const late = AbortSignal.timeout(START_MS);
  while (!(await isListening(port))) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`it ended with ${String(child.exitCode ?? child.signalCode)}`);
    if (late.aborted) throw new Error(`it did not listen within ${START_MS} ms`);
    await setTimeout(PAUSE_MS);
  }
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, HOST);
  const found = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return found;
}

/** Sends a request to a server on this machine. */
export async function ask(port: number, { path, method = 'GET', ...wanted }: Ask): Promise<Answer> {
  const isJson = wanted.json !== undefined;
  const body = isJson ? JSON.stringify(wanted.json) : wanted.body;
  const headers = {
    ...(isJson && { 'content-type': 'application/json' }),
    ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
    ...wanted.headers,
  };
  const signal = AbortSignal.timeout(ANSWER_MS);
  const outgoing = request({ host: HOST, port, path, method, headers, agent: false, signal });
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return {
    status: response.statusCode ?? 0,
    headers: pick(response),
    body: await text(response.setEncoding('latin1')),
  };
}

function pick({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const found = HEADERS.filter((name) => headers[name] !== undefined);
  const texts = found.map((name) => [name, String(headers[name]).replace(TIME_IN_ETAG, '$1-time')]);
  return Object.fromEntries(texts) as Record<string, string>;
}

/** Size and time of a file, which is the time of the installation under plain Node, and a fixed one in a program. */
const TIME_IN_ETAG = /^(W\/"[0-9a-f]+)-[0-9a-f]{8,12}(?=")/;
