import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { MessageChannel } from 'node:worker_threads';
import { createLoggers } from '../../../telemetry/log/loggers.ts';
import { offer, reach } from '../../bridge/remote.ts';
import { createTestClock } from '../../../../testing/test-clock.ts';
import {
  startManagementServer,
  type RunningManagementServer,
} from '../../../../testing/start-management-server.ts';
import { until } from '../../../../testing/until.ts';
import { createLogOperations, MAX_WAITING_LINES } from '../operations/logs.ts';
import { createLogRoutes } from './logs.ts';
import type { MainOperations } from '../operations/create-operations.ts';

const stdout: string[] = [];
const sink = { write: (line: string) => void stdout.push(messageOf(line)), push: () => undefined };
const loggers = createLoggers({ ...createTestClock(), level: 'info', sink });
const { port1, port2 } = new MessageChannel();
offer(port1, createLogOperations({ loggers }));
const main = reach<MainOperations>(port2, 2_000);
let api: RunningManagementServer;
beforeAll(async () => (api = await startManagementServer(createLogRoutes({ main }))));
afterAll(async () => {
  port1.close();
  await api[Symbol.asyncDispose]();
});

function messageOf(line: string): string {
  const { msg, dropped } = JSON.parse(line) as { msg?: string; dropped?: number };
  return msg ?? `dropped ${String(dropped)}`;
}

const messagesOf = (text: unknown): string[] =>
  String(text).split('\n').filter(Boolean).map(messageOf);

/** Opens a stream of one second, calls back when it is open, and returns the received messages. */
async function hear(query: string, say: () => void): Promise<string[]> {
  const response = await fetch(`${api.origin}/logs?seconds=1&${query}`);
  expect(response.headers.get('content-type')).toBe('application/x-ndjson');
  say();
  return messagesOf(await response.text());
}

describe('the live log', () => {
  const db = loggers.named('db');
  const child = db.child({ part: 1 });
  const say = (): void => {
    for (const log of [loggers.root, db, child, db.child({})]) {
      log.debug('debug');
      log.info('info');
    }
  };
  beforeEach(() => void stdout.splice(0));

  it('sends lines of a level that stdout does not get', async () => {
    const heard = await hear('level=debug', say);
    expect(heard).toEqual([...Array<string[]>(4).fill(['debug', 'info']).flat(), 'dropped 0']);
    expect(stdout).toEqual(Array(4).fill('info'));
    await until(() => !db.isLevelEnabled('debug')); // as before the stream
  });

  it('sends the lines of one logger and its children', async () => {
    const heard = await hear('level=debug&logger=db', say);
    expect(heard).toEqual([...Array<string[]>(3).fill(['debug', 'info']).flat(), 'dropped 0']);
  });

  it('sends fewer lines than stdout gets, if requested', async () => {
    expect(await hear('level=warn', say)).toEqual(['dropped 0']);
    expect(stdout).toEqual(Array(4).fill('info'));
  });

  it('does not wait for its reader: it drops and counts further lines', async () => {
    const { body } = await fetch(`${api.origin}/logs?seconds=2`);
    for (let count = 0; count < MAX_WAITING_LINES + 5; count += 1) db.info('many');
    const heard: string[] = [];
    for await (const line of createInterface({ input: Readable.fromWeb(body as ReadableStream) })) {
      heard.push(messageOf(line));
      if (heard.length === MAX_WAITING_LINES) db.info('last'); // there is room again
    }
    expect(heard).toHaveLength(MAX_WAITING_LINES + 2);
    expect(heard.slice(-2)).toEqual(['last', 'dropped 5']);
  });

  it('serves three clients at a time, and the next one when one has left', async () => {
    const leaving = new AbortController();
    const open = (signal?: AbortSignal) =>
      fetch(`${api.origin}/logs?seconds=1`, signal === undefined ? {} : { signal });
    await Promise.all(Array.from({ length: 3 }, () => open(leaving.signal)));
    const refused = await api.ask('GET', '/logs');
    expect([refused.status, (refused.body as { detail: string }).detail]).toEqual([
      429,
      'Expected at most 3 streams at a time; end one and retry',
    ]);
    leaving.abort();
    await until(async () => (await open()).status === 200);
  });

  it.each([
    ['/logs?logger=dbb', 404, 'No logger is named "dbb"; GET /loggers lists all'],
    [
      '/logs?level=LOUD',
      400,
      'Cannot read level="LOUD": expected one of off, fatal, error, warn, info, debug',
    ],
    ['/logs?seconds=0', 400, 'Cannot read seconds="0": expected a whole number from 1 to 120'],
    ['/logs?logger=', 400, 'Cannot read logger="": expected text without control characters'],
    ['/logs?second=1', 400, 'Cannot read the query at "second": expected seconds, level, logger'],
  ])('rejects %s with %d', async (path, status, detail) => {
    const { body, ...answer } = await api.ask('GET', path);
    expect(answer.status).toBe(status);
    expect((body as { detail: string }).detail).toContain(detail);
  });
});

describe('the recent log', () => {
  it('contains the latest 500 lines of stdout, except lines that are too long to keep', async () => {
    for (let count = 1; count <= 501; count += 1) loggers.root.info(`line ${count}`);
    loggers.root.info('x'.repeat(20_000));
    loggers.root.debug('not for stdout');
    const messages = messagesOf((await api.ask('GET', '/logs/recent')).body);
    expect([messages.length, messages[0], messages.at(-1)]).toEqual([500, 'line 2', 'line 501']);
  });
});
