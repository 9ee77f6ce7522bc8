import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { askSocket, openOnSocket } from '../../../testing/ask-socket.ts';
import type { LogLine } from '../../../testing/collect-log.ts';
import { hasParser, parseExposition } from '../../../testing/parse-exposition.ts';
import { cpuProfileProblems } from '../../../testing/profile-problems.ts';
import type { ProgramProcess } from '../../../testing/start-program.ts';
import { startReady } from '../../../testing/start-ready.ts';
import { askThread } from '../../../testing/threads.ts';
import { until } from '../../../testing/until.ts';

const main = join(import.meta.dirname, '../../../testing/programs/threads.fixture.ts');
const mustParse = hasParser || process.env['CI'] === 'true'; // CI must have it installed
const JSON_TYPE = { 'content-type': 'application/json' };

jest.setTimeout(60_000);

/** The program with three serving threads, and its listeners. */
async function start(directory: string) {
  const socketPath = join(directory, 'admin.sock');
  const { program, log, portOf } = await startReady(main, {
    SERVING_THREADS: '3',
    OPS_PORT: '0',
    ADMIN_SOCKET: socketPath,
    ADMIN_DANGEROUS: 'heapdump',
    LIVENESS_STALL_MS: '60000', // no blocked thread is replaced
  });
  const originOf = (listener?: string): string => `http://127.0.0.1:${portOf(listener)}`;
  const ask = async (line: string, body?: unknown) => {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    return askSocket({ socketPath, line, headers: JSON_TYPE, ...init });
  };
  const read = async (line: string, body?: unknown) =>
    JSON.parse((await ask(line, body)).text) as Record<string, unknown>;
  return { program, log, socketPath, app: originOf(), ops: originOf('ops'), ask, read };
}

describe('the view of three serving threads', () => {
  const directory = mkdtempSync(join(tmpdir(), 'view-'));
  let server: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    server = await start(directory);
  });
  afterAll(() => {
    server.program.kill('SIGKILL');
    rmSync(directory, { recursive: true });
  });

  /** Sends requests until each thread has answered one; returns how many were sent. */
  async function reachAll(path = '/thread'): Promise<number> {
    const reached = new Set<number>();
    let count = 0;
    for (; reached.size < 3; count += 1) reached.add((await askThread(server.app, path)).thread);
    return count;
  }

  async function readMetric(name: string): Promise<readonly (readonly [string, number])[]> {
    const text = await (await fetch(`${server.ops}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith(name));
    return lines.map((line) => {
      const [, labels = '', value] = /^[a-z_]+(\{.*\})? (.*)$/.exec(line) ?? [];
      return [labels, Number(value)];
    });
  }

  async function countRequests(): Promise<number> {
    const series = await readMetric('app_requests_total');
    expect(series).toHaveLength(1);
    return series[0]?.[1] ?? NaN;
  }

  it('has one sum of each counter, and the event loops by thread', async () => {
    const before = await countRequests();
    const sent = await reachAll();
    expect(await countRequests()).toBe(before + sent);
    const loops = await readMetric('nodejs_eventloop_time_seconds_total');
    expect(loops.map(([labels]) => /thread="(\w+)"/.exec(labels)?.[1])).toEqual(
      ['main', '1', '2', '3'].flatMap((thread) => [thread, thread]),
    );
    expect(await readMetric('process_cpu_seconds_total')).toHaveLength(1);
    expect(await readMetric('serving_threads_answering')).toEqual(
      [1, 2, 3].map((thread) => [`{thread="${thread}"}`, 1]),
    );
  });

  (mustParse ? it : it.skip)('has metrics that are valid OpenMetrics', async () => {
    await reachAll();
    const headers = { accept: 'application/openmetrics-text' };
    const text = await (await fetch(`${server.ops}/metrics`, { headers })).text();
    const names = parseExposition('prometheus_client.openmetrics.parser', text).map(
      ([name]) => name,
    );
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['http_server_request_duration_seconds']));
  });

  it('has no metric that is not documented', async () => {
    await reachAll();
    const text = await (await fetch(`${server.ops}/metrics`)).text();
    const page = readFileSync(join(import.meta.dirname, '../../../../../docs/metrics.md'), 'utf8');
    const names = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name ?? '');
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual(['app_requests_total']);
  });

  it('counts the threads that answer', async () => {
    const threads = { answering: 3, total: 3 };
    expect(await (await fetch(`${server.ops}/readyz`)).json()).toEqual({ status: 'pass', threads });
    expect(await (await fetch(`${server.ops}/livez`)).json()).toEqual({ status: 'pass', threads });
    const { threads: each } = await server.read('GET /health');
    expect(each).toMatchObject(
      [1, 2, 3].map((thread) => ({ thread, state: 'serving', answering: true, replacements: 0 })),
    );
  });

  it('lists the requests and connections of all threads, or of one', async () => {
    const leaving = new AbortController();
    const open = new Set<number>();
    while (open.size < 3) {
      await fetch(`${server.app}/wait`, { signal: leaving.signal });
      const { requests } = await server.read('GET /requests');
      for (const { thread } of requests as { thread: number }[]) open.add(thread);
    }
    const { requests } = await server.read('GET /requests?thread=2');
    const threadsOf = (rows: unknown) => [
      ...new Set((rows as { thread: number }[]).map(({ thread }) => thread)),
    ];
    expect(threadsOf(requests)).toEqual([2]);
    expect(requests).toMatchObject([{ method: 'GET', path: '/wait', phase: 'response' }]);
    const { states, connections } = await server.read('GET /connections');
    expect(threadsOf(connections).sort()).toEqual([1, 2, 3]);
    expect((states as { active: number }).active).toBeGreaterThanOrEqual(3);
    expect((await server.ask('GET /requests?thread=4')).status).toBe(400);
    leaving.abort();
    await until(async () => (await server.read('GET /requests'))['requests']?.toString() === '');
    const { exchanges } = await server.read('GET /exchanges');
    expect(threadsOf(exchanges).sort()).toEqual([1, 2, 3]);
  });

  it('shows every thread in the dump, or one', async () => {
    const namesIn = (text: string) => [...text.matchAll(/^"(.*?)"/gm)].map(([, name]) => name);
    const { text } = await server.ask('GET /threaddump');
    expect(namesIn(text)).toEqual(['main', 'serving-1', 'serving-2', 'serving-3', 'management']);
    expect(namesIn((await server.ask('GET /threaddump?thread=2')).text)).toEqual(['serving-2']);
    expect(namesIn((await server.ask('GET /threaddump?thread=main')).text)).toEqual(['main']);
    expect((await server.ask('GET /threaddump?thread=9')).text).toContain(
      'expected main or a whole number from 1 to 3',
    );
  });

  it('profiles one thread, or all of them', async () => {
    const one = await server.ask('POST /profiles/cpu?seconds=1&thread=2');
    expect(one.headers['content-disposition']).toMatch(/"threads-cpu-serving-2-\w+\.cpuprofile"$/);
    expect(cpuProfileProblems(JSON.parse(one.text) as Profiler.Profile)).toEqual([]);
    const all = await server.ask('POST /profiles/cpu?seconds=1');
    expect(all.headers['content-disposition']).toMatch(/"threads-cpu-\w+\.cpuprofile"$/);
    const { nodes } = JSON.parse(all.text) as Profiler.Profile;
    const names = nodes.map(({ callFrame }) => callFrame.functionName);
    expect(names).toEqual(expect.arrayContaining(['main', 'serving-1', 'serving-2', 'serving-3']));
    expect((await server.ask('POST /profiles/heap?seconds=1&thread=3')).status).toBe(200);
  });

  it('dumps the heap of the thread that is named', async () => {
    const which = await server.ask('POST /heapdump');
    expect([which.status, which.text]).toEqual([
      400,
      expect.stringContaining('expected ?thread=main or a number from 1 to 3') as string,
    ]);
    const dump = await server.ask('POST /heapdump?thread=1&force=true');
    expect(dump.status).toBe(200);
    expect(JSON.parse(dump.text)).toMatchObject({
      snapshot: { node_count: expect.any(Number) as number },
    });
  });

  it('sets a level in every thread', async () => {
    const whispers = () => server.log().filter(({ msg }) => msg === 'whispered');
    await reachAll('/log');
    expect(whispers()).toEqual([]);
    await server.read('POST /loggers/app', { configuredLevel: 'debug' });
    await until(async () => {
      await reachAll('/log');
      return new Set(whispers().map(({ by }) => by)).size === 3;
    });
    expect((await server.read('DELETE /loggers/app'))['effectiveLevel']).toBe('info');
  });

  it('streams the lines of every thread', async () => {
    const { socketPath } = server;
    const line = 'GET /logs?level=debug&logger=app&seconds=60';
    const stream = await openOnSocket({ socketPath, line });
    const seen = new Set<unknown>();
    createInterface({ input: stream }).on('line', (text) => {
      seen.add((JSON.parse(text) as LogLine)['by']);
    });
    await until(async () => {
      await reachAll('/log');
      return seen.size === 3;
    });
    stream.destroy();
    const recent = (await server.ask('GET /logs/recent')).text;
    expect(recent).toContain('"msg":"starting"'); // of the main thread
    const lines = recent.trim().split('\n');
    const requests = lines
      .map((text) => JSON.parse(text) as LogLine)
      .filter(({ msg }) => msg === 'request');
    expect(new Set(requests.map(({ thread }) => thread))).toEqual(new Set([1, 2, 3]));
  });
});

describe('the view of a thread that is blocked or replaced', () => {
  const directory = mkdtempSync(join(tmpdir(), 'view-'));
  let program: ProgramProcess | undefined;
  afterAll(() => {
    program?.kill('SIGKILL');
    rmSync(directory, { recursive: true });
  });

  it('streams the first lines of a replacement', async () => {
    const server = await start(directory);
    const line = 'GET /logs?level=debug&logger=app&seconds=60';
    const stream = await openOnSocket({ socketPath: server.socketPath, line });
    const seen: LogLine[] = [];
    createInterface({ input: stream }).on('line', (text) => {
      seen.push(JSON.parse(text) as LogLine);
    });
    await until(async () => {
      await fetch(`${server.app}/log`, { headers: { connection: 'close' } });
      return new Set(seen.map(({ by }) => by)).size === 3;
    });
    await fetch(`${server.app}/exit`).catch(() => undefined);
    await until(() => server.log().some(({ msg }) => msg === 'serving thread ended, replacing it'));
    await until(() => seen.some(({ msg }) => msg === 'assembling'));
    stream.destroy();
    server.program.kill('SIGKILL');
  });

  it('names the thread that does not answer, and shows what it does', async () => {
    const server = await start(directory);
    ({ program } = server);
    const blocked = fetch(`${server.app}/block?ms=40000`).catch(() => undefined);
    let dump = '';
    await until(async () =>
      (dump = (await server.ask('GET /threaddump')).text).includes('at block '),
    );
    const [, name] = /^"(serving-\d)" running JavaScript.*\n {4}at block /m.exec(dump) ?? [];
    const thread = Number(name?.slice(-1));
    expect(await server.read('GET /requests')).toEqual({
      requests: [],
      unansweredThreads: [thread],
    });
    const text = await (await fetch(`${server.ops}/metrics`)).text();
    expect(text).toContain(`serving_threads_answering{thread="${thread}"} 0\n`);
    const closed = once(program, 'close'); // which may come before the request fails
    program.kill('SIGKILL');
    await blocked;
    await closed;
  });

  it('keeps the counts of a thread that has ended', async () => {
    const server = await start(directory);
    ({ program } = server);
    const count = async (): Promise<number> => {
      const text = await (await fetch(`${server.ops}/metrics`)).text();
      return Number(/^app_requests_total (\d+)$/m.exec(text)?.[1]);
    };
    for (let sent = 0; sent < 12; sent += 1) await askThread(server.app);
    const before = await count();
    expect(before).toBe(12);
    await fetch(`${server.app}/exit`).catch(() => undefined);
    const replacements = async () => {
      const { threads } = await server.read('GET /health');
      return (threads as { replacements: number; answering: boolean }[])
        .filter(({ answering }) => answering)
        .map((one) => one.replacements)
        .sort();
    };
    await until(async () => String(await replacements()) === '0,0,1');
    expect(await count()).toBeGreaterThanOrEqual(before);
    const { thread } = await askThread(server.app);
    expect(thread).toBeGreaterThan(0);
    expect(await count()).toBeGreaterThanOrEqual(before + 1);
  });
});
