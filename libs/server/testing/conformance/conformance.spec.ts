import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type NetConnectOpts } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import { startApp } from '../start-app.ts';
import { logged } from '../start-program.ts';
import { bodyRows } from './body-rows.ts';
import { createEcho } from './echo.ts';
import { headerRows } from './header-rows.ts';
import { lineRows } from './line-rows.ts';
import { parseAnswers, type ParsedAnswer } from './parse-answers.ts';
import { sendBytes } from './send-bytes.ts';
import { sequenceRows } from './sequence-rows.ts';

const rows = [...lineRows, ...headerRows, ...bodyRows, ...sequenceRows];

interface Target extends AsyncDisposable {
  readonly address: NetConnectOpts;
}

async function startOverTcp(): Promise<Target> {
  const app = await startApp({ routes: createEcho({} as never) as RequestHandler });
  const dispose = app[Symbol.asyncDispose];
  return { address: { port: app.port, host: '127.0.0.1' }, [Symbol.asyncDispose]: dispose };
}

async function startOverUnixSocket(): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  const path = join(folder, 'http.sock');
  const app = await startApp({ routes: createEcho({} as never) as RequestHandler, path });
  return {
    address: { path },
    [Symbol.asyncDispose]: async () => {
      await app[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

const startInThreads = (): Promise<Target> => startOverDescriptor({ SERVING_THREADS: '3' });

/** A child process that gets the socket as from systemd; the parent closes its own end. */
async function startOverDescriptor(env: Readonly<Record<string, string>> = {}): Promise<Target> {
  const socket = createServer();
  await once(socket.listen(0, '127.0.0.1'), 'listening');
  const address = socket.address() as { port: number };
  const { fd } = (socket as unknown as { _handle: { fd: number } })._handle;
  const main = join(__dirname, 'inherited-main.ts');
  const child = spawn(process.execPath, [main], {
    env,
    stdio: ['ignore', 'pipe', 'inherit', fd],
  });
  socket.close();
  await logged(child as never, 'listening');
  (child.stdout as NonNullable<typeof child.stdout>).resume();
  return {
    address: { port: address.port, host: '127.0.0.1' },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

function methodsOf(bytes: string): string[] {
  return [...bytes.matchAll(/([A-Z]+) [^ ]+ +HTTP\/1\.[01]\r\n/g)].map(([, method = '']) => method);
}

/** Requirements of RFC 9110 for every response: 6.6.1 Date, 8.6 Content-Length, 9.3.2 HEAD. */
function expectWellFormed(answers: readonly ParsedAnswer[]): void {
  for (const { status, headers } of answers) {
    if (status < 200) continue;
    expect(headers.get('date')).toMatch(/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} .* GMT$/);
    if (status >= 400) expect(headers.get('connection')).toBe('close');
  }
}

describe.each([
  ['TCP', startOverTcp],
  ['a unix socket', startOverUnixSocket],
  ['an inherited descriptor', startOverDescriptor],
  ['an inherited descriptor, in three threads', startInThreads],
])('the server over %s', (_, start) => {
  let target: Target;
  beforeAll(async () => {
    target = await start();
  }, 30_000);
  afterAll(async () => {
    await target[Symbol.asyncDispose]();
  });

  it.each(rows)('answers $name with $expected ($source)', async ({ bytes, expected }) => {
    const answers = parseAnswers(
      await sendBytes(target.address, bytes, 'then wait'),
      methodsOf(bytes),
    );
    expect(answers.map(({ status }) => status)).toEqual(expected);
    expectWellFormed(answers);
    for (const { body } of answers) expect(body).not.toMatch(/inner|html|Error:/);
  });

  it('answers in the order of the requests', async () => {
    const row = sequenceRows[0]?.bytes ?? '';
    const bodies = parseAnswers(await sendBytes(target.address, row, 'then wait')).map(
      ({ body }) => body,
    );
    expect(bodies).toEqual(['GET /1 0 1\n', 'GET /2 0 1\n', 'GET /last 0 1\n']);
  });
});

describe('the table', () => {
  it('has at least 100 rows with unique names', () => {
    expect(rows.length).toBeGreaterThanOrEqual(100);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  });
});
