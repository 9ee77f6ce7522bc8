import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { MessageChannel } from 'node:worker_threads';
import { openSlot } from '../../lifecycle/threads/fleet-memory.ts';
import { startFleet } from '../../../testing/start-fleet.ts';
import { until } from '../../../testing/until.ts';
import type { FamilySnapshot } from '../../telemetry/metrics/metrics.ts';
import { readLines } from '../admin/read-lines.ts';
import { OperationError } from '../bridge/operation-error.ts';
import { UnresponsiveError } from '../bridge/remote.ts';
import { createFleetOperations } from './create-fleet-operations.ts';
import type { ServingThread } from './fleet.ts';

/** Returns the sum of all series of a metric. */
function sumOf(families: readonly FamilySnapshot[], name: string): number {
  const { series = [] } = families.find((family) => family.name === name) ?? {};
  return series.reduce((sum, { value }) => sum + value, 0);
}

/** Sends a request, and keeps its connection open. */
async function request(origin: string, path = '/'): Promise<void> {
  const response = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    get(`${origin}${path}`, { agent: new Agent({ keepAlive: true }) }, resolve).on('error', reject);
  });
  await text(response);
}

describe('createFleetOperations()', () => {
  it('shows the rows of all threads in one table, or those of one', async () => {
    let nowMs = 0;
    await using fleet = await startFleet(3, { monotonicMs: () => nowMs });
    const { connections, exchanges } = createFleetOperations(fleet, fleet.main.managed);
    for (const index of [3, 1, 2]) {
      await request(fleet.apps[index - 1]?.origin ?? '', `/of-${index}`);
      nowMs += 1_000;
    }
    const { rows, ...rest } = await connections();
    expect(rest).toEqual({});
    expect(rows).toMatchObject([
      { thread: 3, ageMs: 3_000, state: 'idle' },
      { thread: 1, ageMs: 2_000 },
      { thread: 2, ageMs: 1_000 },
    ]);
    expect((await connections(1)).rows).toMatchObject([{ thread: 1, ageMs: 2_000 }]);
    const targets = (await exchanges()).rows.map(({ thread, target }) => [thread, target]);
    expect(targets.sort()).toEqual([1, 2, 3].map((index) => [index, `/of-${index}`]));
  });

  it('shows requests in progress, oldest first', async () => {
    let nowMs = 0;
    const answers: (() => void)[] = [];
    await using fleet = await startFleet(2, {
      monotonicMs: () => nowMs,
      routes: (_request, response) => void answers.push(() => response.end()),
    });
    const { requests } = createFleetOperations(fleet, fleet.main.managed);
    const sent: Promise<void>[] = [];
    for (const [index, app] of fleet.apps.entries()) {
      sent.push(request(app.origin));
      await until(() => answers.length === index + 1);
      nowMs += 500;
    }
    expect((await requests()).rows).toMatchObject([
      { thread: 1, ageMs: 1_000, phase: 'handler' },
      { thread: 2, ageMs: 500 },
    ]);
    for (const answer of answers) answer();
    await Promise.all(sent);
  });

  it('leaves out a thread that does not answer, and names it', async () => {
    await using fleet = await startFleet(3);
    const operations = createFleetOperations(fleet, fleet.main.managed);
    for (const { origin } of fleet.apps) await request(origin);
    fleet.block(2);
    fleet.end(3);
    const { rows, unansweredThreads } = await operations.connections();
    expect(rows.map(({ thread }) => thread)).toEqual([1]);
    expect(unansweredThreads).toEqual([2, 3]);
    expect(await operations.requests(2)).toEqual({ rows: [], unansweredThreads: [2] });
    expect(await operations.requests(1)).toEqual({ rows: [] });
  });

  it('adds up the metrics, also those of threads that ended or do not answer', async () => {
    await using fleet = await startFleet(3);
    const { metrics } = createFleetOperations(fleet, fleet.main.managed);
    const jobs = [fleet.main, ...fleet.apps].map(({ metrics: own }) =>
      own.counter({ name: 'app.jobs', unit: '{job}', description: 'Jobs.' })(),
    );
    const add = (amount: number): void => {
      for (const counter of jobs) counter.add(amount);
    };
    add(1);
    expect(sumOf(await metrics(), 'app.jobs')).toBe(4);
    fleet.block(2);
    add(10);
    expect(sumOf(await metrics(), 'app.jobs')).toBe(34); // the 10 of thread 2 are not known
    const answering = (await metrics()).find(({ name }) => name === 'serving_threads.answering');
    expect(answering?.series.map(({ attributes, value }) => [attributes['thread'], value])).toEqual(
      [
        ['1', 1],
        ['2', 0],
        ['3', 1],
      ],
    );
    fleet.end(2);
    fleet.end(3, fleet.apps[2]?.metrics.snapshot());
    const replacement = await fleet.replace(2);
    replacement.metrics
      .counter({ name: 'app.jobs', unit: '{job}', description: 'Jobs.' })()
      .add(100);
    expect(sumOf(await metrics(), 'app.jobs')).toBe(134);
    expect(sumOf(await metrics(), 'http.server.active_requests')).toBe(0);
  });

  it('keeps what a thread had counted at the latest second, also if nobody asked', async () => {
    await using fleet = await startFleet(2);
    const { metrics } = createFleetOperations(fleet, fleet.main.managed);
    const jobs = fleet.apps.map(({ metrics: own }) =>
      own.counter({ name: 'app.jobs', unit: '{job}', description: 'Jobs.' })(),
    );
    fleet.tick();
    for (const counter of jobs) counter.add(5);
    for (const index of [1, 2]) openSlot(fleet.memory, index).addReceived();
    fleet.tick();
    fleet.tick(); // while the first answers are under way
    await Promise.all(fleet.threads().map(({ operations }) => operations.metrics())); // come later
    fleet.end(1);
    expect(sumOf(await metrics(), 'app.jobs')).toBe(10);
    fleet.block(2);
    fleet.tick(); // leaves what is known
    expect(sumOf(await metrics(), 'app.jobs')).toBe(10);
  });

  it('keeps the latest answer of a thread while another one does not answer', async () => {
    await using fleet = await startFleet(2);
    const late = Promise.withResolvers<never>();
    const stuck = { metrics: () => late.promise } as unknown as ServingThread['operations'];
    const threads = () =>
      fleet.threads().map((one) => (one.index === 2 ? { ...one, operations: stuck } : one));
    const [first] = threads();
    const { metrics } = createFleetOperations({ ...fleet, threads }, fleet.main.managed);
    const asked = metrics();
    await first?.operations.metrics(); // comes later than the answer to the above
    fleet.apps[0]?.metrics
      .counter({ name: 'app.jobs', unit: '{job}', description: 'Jobs.' })()
      .add(5);
    openSlot(fleet.memory, 1).addReceived();
    fleet.tick();
    await first?.operations.metrics();
    late.reject(new UnresponsiveError('late'));
    await asked;
    fleet.end(1);
    expect(sumOf(await metrics(), 'app.jobs')).toBe(5);
  });

  it('counts nothing twice if a thread ends while it is asked', async () => {
    await using fleet = await startFleet(1);
    const { metrics } = createFleetOperations(fleet, fleet.main.managed);
    const [app] = fleet.apps;
    app?.metrics.counter({ name: 'app.jobs', unit: '{job}', description: 'Jobs.' })().add(5);
    const asked = metrics();
    fleet.end(1, app?.metrics.snapshot());
    expect(sumOf(await asked, 'app.jobs')).toBe(5);
    await fleet.replace(1);
    expect(sumOf(await metrics(), 'app.jobs')).toBe(5);
  });

  it('shows the latest lines of all threads in one list', async () => {
    await using fleet = await startFleet(2);
    const { recentLines } = createFleetOperations(fleet, fleet.main.managed);
    for (const [index, app] of [fleet.main, ...fleet.apps].entries())
      app.managed.loggers.root.info({ index }, 'written');
    fleet.block(2);
    const lines = (await recentLines()).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.filter(({ msg }) => msg === 'written').map(({ index }) => index)).toEqual([0, 1]);
  });

  it('streams the lines of all threads, also of one that starts meanwhile', async () => {
    await using fleet = await startFleet(2);
    const { streamLines } = createFleetOperations(fleet, fleet.main.managed);
    const { port1, port2 } = new MessageChannel();
    const stream = readLines(port1, 60_000);
    await streamLines({ level: 'debug', logger: undefined }, port2);
    const seen = new Set<unknown>();
    createInterface({ input: stream }).on('line', (line) => {
      seen.add((JSON.parse(line) as Record<string, unknown>)['from']);
    });
    const apps = [fleet.main, ...fleet.apps];
    const writeUntilSeen = async (): Promise<void> => {
      await until(() => {
        for (const [from, { managed }] of apps.entries()) managed.loggers.root.debug({ from });
        return seen.size === apps.length;
      });
    };
    await writeUntilSeen();
    fleet.end(2);
    apps.push(await fleet.replace(2));
    await writeUntilSeen();
    expect([...seen].sort()).toEqual([0, 1, 2, 3]);
    stream.destroy();
    await until(() => {
      const isListening = fleet.apps.map(({ managed }) =>
        managed.loggers.root.isLevelEnabled('debug'),
      );
      return isListening.every((isOn) => !isOn);
    });
  });

  it('rejects a stream of a logger that does not exist', async () => {
    await using fleet = await startFleet(1);
    const { streamLines } = createFleetOperations(fleet, fleet.main.managed);
    const { port1, port2 } = new MessageChannel();
    await expect(async () => {
      await streamLines({ level: 'info', logger: 'none' }, port2);
    }).rejects.toThrow('No logger is named "none"; GET /loggers lists all');
    port1.close();
  });

  it('adds up the caches of files, and empties each', async () => {
    const filesRoot = mkdtempSync(join(tmpdir(), 'fleet-'));
    writeFileSync(join(filesRoot, 'a.txt'), 'a');
    await using fleet = await startFleet(2, { filesRoot });
    const operations = createFleetOperations(fleet, fleet.main.managed);
    for (const { origin } of fleet.apps) await request(origin, '/a.txt');
    const one = fleet.apps[0]?.managed.filesCache?.state();
    const state = await operations.filesCache();
    expect(state).toMatchObject({ misses: 2, limitBytes: 2 * (one?.limitBytes ?? NaN) });
    expect(state.maxAgeMs).toBe(one?.maxAgeMs);
    const { before, after } = await operations.clearFilesCache();
    expect([before, after]).toMatchObject([{ misses: 2 }, { files: 0 }]);
    expect(fleet.apps.map(({ managed }) => managed.filesCache?.clearCount())).toEqual([1, 1]);
    fleet.block(1);
    expect(await operations.filesCache()).toMatchObject({ misses: 1, unansweredThreads: [1] });
    fleet.block(2);
    await expect(operations.filesCache()).rejects.toThrow(
      new OperationError(504, 'No serving thread answered in time'),
    );
    rmSync(filesRoot, { recursive: true });
  });

  it('rejects what the threads reject', async () => {
    await using fleet = await startFleet(2);
    await expect(createFleetOperations(fleet, fleet.main.managed).filesCache()).rejects.toThrow(
      'No files are served; set FILES_ROOT and restart the server',
    );
  });
});
