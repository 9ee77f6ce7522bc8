import { createTestWorld, TEST_TIME } from '../../../testing/test-world.ts';
import { startManagementServer } from '../../../testing/start-management-server.ts';
import { UnresponsiveError } from '../bridge/remote.ts';
import { createCaptures } from './captures.ts';
import { bucketOf, BUCKETS } from './duration-buckets.ts';
import { createFlightMemory, openFlightMemory } from './flight-memory.ts';
import { createFlightRoutes, type FlightOptions } from './flight-routes.ts';
import { createRecentStalls } from './recent-stalls.ts';

const NOW = Date.parse(TEST_TIME) / 1_000;

const slow = { id: 'a', endedMs: NOW * 1_000, method: 'GET', path: '/x', status: 200 };
const row = (thread: number, durationMs: number) => ({
  route: 'GET /x',
  requests: 2,
  errors: 1,
  counts: new Uint32Array(BUCKETS).fill(2, bucketOf(8), bucketOf(8) + 1),
  slowest: [{ ...slow, durationMs }],
  thread,
});

/** Starts the routes; the last three seconds have 1, 2 and 3 requests. */
async function start(given: Partial<FlightOptions> = {}) {
  const memory = createFlightMemory();
  const seconds = openFlightMemory(memory);
  seconds.setShift(NOW - 10);
  for (const count of [1, 2, 3])
    for (let at = 0; at < count; at += 1) seconds.count(seconds.open(7 + count), 0, false);
  const stalls = createRecentStalls();
  const routes = createFlightRoutes({
    world: createTestWorld(),
    memories: [memory],
    main: { flightRoutes: () => Promise.resolve({ rows: [row(2, 8.12345), row(1, 9)] }) },
    stalls,
    program: { name: 'test' },
    captures: createCaptures(),
    cpu: undefined,
    ...given,
  });
  return { stalls, api: await startManagementServer(routes) };
}

describe('GET /flight', () => {
  it('shows ended seconds, routes of all threads, and stalls', async () => {
    const { api: started, stalls } = await start();
    await using api = started;
    const doing = 'running JavaScript';
    const stack = 'f (a.ts:1:1)';
    stalls.add({ time: TEST_TIME, durationMs: 2_300, thread: 'main', doing, stack });
    const { status, headers, body } = await api.ask('GET', '/flight');
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(body).toMatchObject({
      now: TEST_TIME,
      startedAt: TEST_TIME,
      bucketMs: 1_000,
      times: [NOW - 2, NOW - 1],
      series: { requests: [1, 2], loopDelayMs: [null, null] },
      routes: [
        {
          route: 'GET /x',
          requests: 4,
          errors: 2,
          slowest: [
            { id: 'a', path: '/x', durationMs: 9, thread: 'serving-1', time: TEST_TIME },
            { durationMs: 8.123, thread: 'serving-2' },
          ],
        },
      ],
      stalls: [{ durationMs: 2_300, thread: 'main' }],
      captures: [],
      profile: {
        available: false,
        seconds: 60,
        reason: 'The recorder of CPU samples is off; set FLIGHT_CPU_PROFILE=on',
      },
    });
  });

  it('leaves out the seconds before ?since=', async () => {
    await using api = (await start()).api;
    expect((await api.ask('GET', `/flight?since=${NOW - 1}`)).body).toMatchObject({
      times: [NOW - 1],
    });
    expect((await api.ask('GET', '/flight?since=99999999999')).body).toMatchObject({ times: [] });
  });

  it.each(['', 'abc', '-1', '1.5', '1e9', '999999999999'])('rejects ?since=%s', async (since) => {
    await using api = (await start()).api;
    expect(await api.ask('GET', `/flight?since=${since}`)).toMatchObject({
      status: 400,
      body: {
        detail: `Cannot read since="${since}": expected a whole number from 0 to 99999999999`,
      },
    });
  });

  it('shows the seconds while the main thread is stuck, and says that the routes are missing', async () => {
    const stuck = () => Promise.reject(new UnresponsiveError('stuck'));
    await using api = (await start({ main: { flightRoutes: stuck } })).api;
    expect((await api.ask('GET', '/flight')).body).toMatchObject({
      times: [NOW - 2, NOW - 1],
      routes: [],
      unansweredThreads: ['main'],
    });
  });
});

describe('GET /flight/profile', () => {
  it('says which setting it needs', async () => {
    await using api = (await start()).api;
    expect(await api.ask('GET', '/flight/profile')).toMatchObject({
      status: 409,
      body: { detail: 'The recorder of CPU samples is off; set FLIGHT_CPU_PROFILE=on' },
    });
  });

  it('returns the samples as a file, or says that there are none', async () => {
    const profile = { nodes: [], startTime: 1, endTime: 2 };
    const found: { profile?: typeof profile } = {};
    await using api = (await start({ cpu: { read: () => Promise.resolve(found.profile) } })).api;
    expect(await api.ask('GET', '/flight/profile')).toMatchObject({
      status: 409,
      body: { detail: 'No CPU samples yet: the program was idle; retry under load' },
    });
    found.profile = profile;
    const { status, headers, body } = await api.ask('GET', '/flight/profile');
    expect([status, body]).toEqual([200, profile]);
    expect(headers.get('content-disposition')).toBe(
      'attachment; filename="test-flight.cpuprofile"',
    );
    expect((await api.ask('GET', '/flight')).body).toMatchObject({
      profile: { available: true, reason: null },
    });
  });
});

describe('GET /flight/captures/{id}', () => {
  it('returns a capture that GET /flight lists', async () => {
    const captures = createCaptures();
    captures.add({ time: TEST_TIME, reason: 'a reason' }, '{"nodes":[]}');
    await using api = (await start({ captures })).api;
    const listed = { id: 1, time: TEST_TIME, reason: 'a reason', sizeBytes: 12 };
    expect((await api.ask('GET', '/flight')).body).toMatchObject({ captures: [listed] });
    expect(await api.ask('GET', '/flight/captures/1')).toMatchObject({
      status: 200,
      body: { nodes: [] },
    });
  });

  it.each(['2', '0', '-1', '01', 'x', '1e3', '99999999999999'])('rejects the id %s', async (id) => {
    await using api = (await start()).api;
    const { status, body } = await api.ask('GET', `/flight/captures/${id}`);
    expect(status).toBe(404);
    expect(body).toMatchObject({
      detail: expect.stringContaining('GET /flight lists all') as string,
    });
  });
});
