import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from '../../src/config/settings.ts';
import { openRaw } from '../raw-client.ts';
import { CORE_THREAD_COUNTS, THREAD_COUNT } from '../serving-threads.ts';
import { until } from '../until.ts';
import { startAttacked, type AttackedServer } from './attacked-server.ts';
import { LIMIT_MS } from './attack-routes.ts';

const settings = {
  headersTimeoutMs: LIMIT_MS,
  requestTimeoutMs: LIMIT_MS * 4,
  bodyGraceMs: LIMIT_MS,
  bodyMinBytesPerSecond: 1_000,
  handlerTimeoutMs: LIMIT_MS * 2,
  keepAliveTimeoutMs: LIMIT_MS,
};

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

type Start = (changed?: Partial<Settings>) => Promise<AttackedServer>;

async function run(app: AttackedServer, { first, drip }: Attack): Promise<AttackResult> {
  using client = await openRaw(app.port, first, drip);
  await client.closed;
  const answers = [...client.received().matchAll(/^HTTP\/1\.1 (\d{3}) /gm)];
  await until(async () => (await app.metric('http.server.connections'))['idle'] === 0);
  return {
    statuses: answers.map(([, status]) => status),
    timeouts: await app.metric('http.server.timeouts'),
  };
}

describe.each(CORE_THREAD_COUNTS)('with SERVING_THREADS=%i,', (threadCount) => {
  const start: Start = (changed = {}) =>
    startAttacked({ threadCount, settings: { ...settings, ...changed } });
  if (threadCount === 1) describeEach(start);
  else describeTogether(start);
  if (threadCount === THREAD_COUNT) describeBodies(start);
});

/** Each attack has a server of its own. */
function describeEach(start: Start): void {
  let outcomes: Map<string, AttackResult>;
  beforeAll(async () => {
    const results = ATTACKS.map(async (attack) => {
      await using app = await start();
      return [attack.name, await run(app, attack)] as const;
    });
    outcomes = new Map(await Promise.all(results));
  });

  it.each(ATTACKS)('a client that $name gets $status, and is disconnected', (attack) => {
    const { statuses, timeouts } = outcomes.get(attack.name) as AttackResult;
    expect(statuses.at(-1)).toBe(attack.status?.toString());
    expect(timeouts).toEqual(attack.kind === undefined ? {} : { [attack.kind]: 1 });
  });
}

/** All attacks at once on a process. */
function describeTogether(start: Start): void {
  it('each of these clients gets its status and is disconnected, and every timeout is counted', async () => {
    await using app = await start();
    const results = await Promise.all(ATTACKS.map((attack) => run(app, attack)));
    expect(results.map(({ statuses }) => statuses.at(-1))).toEqual(
      ATTACKS.map(({ status }) => status?.toString()),
    );
    const kinds = ATTACKS.flatMap(({ kind }) => kind ?? []);
    const counts = Map.groupBy(kinds, (kind) => kind);
    expect(await app.metric('http.server.timeouts')).toEqual(
      Object.fromEntries(Array.from(counts, ([kind, all]) => [kind, all.length])),
    );
  });
}

/** Clients that are slow with a body, by right or not. */
function describeBodies(start: Start): void {
  it('a client that keeps the rate is read to its end', async () => {
    await using app = await start();
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
  ])('a client is not blamed where the handler %s', async (_, path) => {
    await using app = await start();
    const body = 'a'.repeat(500_000);
    using client = await openRaw(
      app.port,
      `POST ${path} HTTP/1.1\r\nHost: test\r\nContent-Length: 500000\r\n\r\n${body}`,
    );
    await client.closed;
    expect(client.received()).toMatch(/^HTTP\/1\.1 503 /);
    expect(await app.metric('http.server.timeouts')).toEqual({ handler: 1 });
  });

  it('a trickled body ends with the time for a whole request, where no rate is asked for', async () => {
    await using app = await start({ bodyMinBytesPerSecond: 0 });
    using client = await openRaw(app.port, `${POST}Content-Length: 9999\r\n\r\n`, 'a');
    await client.closed;
    expect(client.received()).toMatch(/^HTTP\/1\.1 408 /);
    expect(await app.metric('http.server.timeouts')).toEqual({ request: 1 });
  });
}
