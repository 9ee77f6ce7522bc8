import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import express from 'express';
import type { Settings } from '../../src/config/settings.ts';
import { openRaw } from '../raw-client.ts';
import { readMetric } from '../read-metric.ts';
import { startApp, type RunningApp } from '../start-app.ts';
import { until } from '../until.ts';

const LIMIT_MS = 300;

const settings = {
  headersTimeoutMs: LIMIT_MS,
  requestTimeoutMs: LIMIT_MS * 4,
  bodyGraceMs: LIMIT_MS,
  bodyMinBytesPerSecond: 1_000,
  handlerTimeoutMs: LIMIT_MS * 2,
  keepAliveTimeoutMs: LIMIT_MS,
};

const routes = express.Router();
routes.post('/read', async (request, response) => {
  await buffer(request);
  response.end('read');
});
routes.post('/never', () => undefined);
routes.post('/paused', (request) => void request.on('data', () => request.pause()));

const POST = 'POST /read HTTP/1.1\r\nHost: test\r\n';
const CHUNKED = `${POST}Transfer-Encoding: chunked\r\n\r\n`;
const GET = 'GET / HTTP/1.1\r\nHost: test\r\n';

interface Attack {
  readonly name: string;
  readonly first?: string;
  readonly drip?: string;
  /** Status of the last response; undefined if the connection closes without one. */
  readonly status: number | undefined;
  readonly kind?: string;
}

const ATTACKS: readonly Attack[] = [
  // As with nginx and Go: a client that reuses the connection at this moment would take a 408 for its answer.
  { name: 'sends nothing', status: undefined, kind: 'headers' },
  // A head that has begun gets 408, RFC 9110, 15.5.9, where nginx and Go close without an answer: the client
  // waits for one and cannot confuse it, and its log then says why.
  { name: 'trickles empty lines', drip: '\r\n', status: 408, kind: 'headers' },
  {
    name: 'trickles a target',
    first: 'GET /',
    drip: 'a',
    status: 408,
    kind: 'headers',
  },
  { name: 'trickles a head', first: GET, drip: 'a: b\r\n', status: 408, kind: 'headers' }, // prettier-ignore
  { name: 'trickles a second head', first: `${GET}\r\n${GET}`, drip: 'a', status: 408, kind: 'headers' }, // prettier-ignore
  { name: 'trickles empty lines after a response', first: `${GET}\r\n`, drip: '\r\n', status: 200 }, // prettier-ignore
  { name: 'trickles a body', first: `${POST}Content-Length: 9999\r\n\r\n`, drip: 'a', status: 408, kind: 'body' }, // prettier-ignore
  { name: 'trickles chunks', first: CHUNKED, drip: '1\r\na\r\n', status: 408, kind: 'body' }, // prettier-ignore
  { name: 'trickles a chunk size', first: CHUNKED, drip: '0', status: 408, kind: 'body' }, // prettier-ignore
  { name: 'sends half a body', first: `${POST}Content-Length: 20\r\n\r\nhalf`, status: 408, kind: 'body' }, // prettier-ignore
];

interface AttackResult {
  readonly statuses: readonly (string | undefined)[];
  readonly timeouts: Readonly<Record<string, number>>;
}

async function run({ first, drip }: Attack): Promise<AttackResult> {
  await using app = await startSlowApp();
  using client = await openRaw(app.port, first, drip);
  await client.closed;
  const answers = [...client.received().matchAll(/^HTTP\/1\.1 (\d{3}) /gm)];
  await until(() => readMetric(app.metrics, 'http.server.connections')['idle'] === 0);
  return {
    statuses: answers.map(([, status]) => status),
    timeouts: readMetric(app.metrics, 'http.server.timeouts'),
  };
}

function startSlowApp(changed: Partial<Settings> = {}): Promise<RunningApp> {
  const monotonicMs = () => performance.now();
  return startApp({ routes, settings: { ...settings, ...changed }, monotonicMs });
}

describe('a client that', () => {
  let outcomes: Map<string, AttackResult>;
  beforeAll(async () => {
    outcomes = new Map(
      await Promise.all(ATTACKS.map(async (attack) => [attack.name, await run(attack)] as const)),
    );
  });

  it.each(ATTACKS)('$name gets $status, and is disconnected', ({ name, ...attack }) => {
    const { statuses, timeouts } = outcomes.get(name) as AttackResult;
    expect(statuses.at(-1)).toBe(attack.status?.toString());
    expect(timeouts).toEqual(attack.kind === undefined ? {} : { [attack.kind]: 1 });
  });
});

describe('a client', () => {
  let app: RunningApp;
  beforeEach(async () => {
    app = await startSlowApp();
  });
  afterEach(async () => {
    await app[Symbol.asyncDispose]();
  });

  it('that keeps the rate is read to its end', async () => {
    using client = await openRaw(app.port, `${POST}Content-Length: 4000\r\n\r\n`);
    for (let sent = 0; sent < 4_000; sent += 200) {
      client.socket.write('a'.repeat(200));
      await delay(LIMIT_MS / 10); // twenty times: twice the grace period
    }
    await client.closed; // by the keep-alive timeout
    expect(client.received()).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nread$/);
  });

  it.each([
    ['does not answer', '/never'],
    ['pauses the body', '/paused'],
  ])('is not blamed where the handler %s', async (_, path) => {
    const body = 'a'.repeat(500_000);
    using client = await openRaw(
      app.port,
      `POST ${path} HTTP/1.1\r\nHost: test\r\nContent-Length: 500000\r\n\r\n${body}`,
    );
    await client.closed;
    expect(client.received()).toMatch(/^HTTP\/1\.1 503 /);
    expect(readMetric(app.metrics, 'http.server.timeouts')).toEqual({ handler: 1 });
  });
});

it('ends a trickled body with the time for a whole request, where no rate is asked for', async () => {
  await using app = await startSlowApp({ bodyMinBytesPerSecond: 0 });
  using client = await openRaw(app.port, `${POST}Content-Length: 9999\r\n\r\n`, 'a');
  await client.closed;
  expect(client.received()).toMatch(/^HTTP\/1\.1 408 /);
  expect(readMetric(app.metrics, 'http.server.timeouts')).toEqual({ request: 1 });
});
