import { TEST_TIME } from '../../../testing/test-world.ts';
import { until } from '../../../testing/until.ts';
import type { CapturedThread } from '../diagnostics/capture-thread.ts';
import { createFlightMemory, openActivity } from './flight-memory.ts';
import { createRecentStalls } from './recent-stalls.ts';
import { watchThread } from './watch-threads.ts';

const captured: CapturedThread = {
  doing: 'running JavaScript',
  stack: ['spin (a.ts:1:1)', 'handle (b.ts:2:2)'],
  activeResources: {},
};

/** Watches a thread on the real clock; a beat that is 20 ms late is a stall. */
function watch(capture: () => Promise<CapturedThread>) {
  const ended = new AbortController();
  const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
  const activity = openActivity(createFlightMemory());
  const stalls = createRecentStalls();
  const thread = { lastBeatMs: monotonicMs() as number | undefined, reads: 0, captures: 0 };
  const watching = watchThread(
    {
      thread: 2,
      ...activity,
      lastBeatMs: () => {
        thread.reads += 1;
        return thread.lastBeatMs;
      },
    },
    {
      periodMs: 10,
      lateMs: 20,
      world: { now: () => new Date(TEST_TIME), monotonicMs },
      capture: () => {
        thread.captures += 1;
        return capture();
      },
      stalls,
      signal: ended.signal,
    },
  );
  const end = (): Promise<void> => {
    ended.abort();
    activity.setActive(true);
    thread.lastBeatMs = monotonicMs();
    return watching;
  };
  return { thread, activity, stalls, end, monotonicMs };
}

describe('watchThread()', () => {
  it('records a stall once, with its stack, and its duration when it has ended', async () => {
    const { thread, activity, stalls, end, monotonicMs } = watch(() => Promise.resolve(captured));
    activity.setActive(true);
    await until(() => stalls.list().length === 1);
    expect(stalls.list()[0]).toMatchObject({
      thread: 'serving-2',
      doing: 'running JavaScript',
      stack: 'spin (a.ts:1:1)\nhandle (b.ts:2:2)',
    });
    const beganMs = thread.lastBeatMs ?? NaN;
    activity.setActive(false);
    thread.lastBeatMs = monotonicMs() + 60_000; // it turns again
    await until(
      () => stalls.list()[0]?.durationMs === Math.round((thread.lastBeatMs ?? 0) - beganMs - 10),
    );
    expect(thread.captures).toBe(1);
    await end();
  });

  it('sleeps while the thread is idle', async () => {
    const { thread, stalls, end } = watch(() => Promise.resolve(captured));
    await new Promise(setImmediate);
    thread.lastBeatMs = 0; // as that of a process that was stopped
    const { reads } = thread;
    await new Promise((resolve) => setTimeout(resolve, 60)); // more than its limit
    expect([thread.reads, stalls.list()]).toEqual([reads, []]);
    await end();
  });

  it('records a stall whose stack cannot be captured', async () => {
    const { activity, stalls, end } = watch(() => Promise.reject(new Error('no session')));
    activity.setActive(true);
    await until(() => stalls.list().length === 1);
    expect(stalls.list()[0]).toMatchObject({ doing: 'not running', stack: '' });
    await end();
  });

  it('keeps the 64 innermost frames', async () => {
    const stack = Array.from({ length: 5_000 }, (_, depth) => `f${depth}`);
    const { activity, stalls, end } = watch(() => Promise.resolve({ ...captured, stack }));
    activity.setActive(true);
    await until(() => stalls.list().length === 1);
    expect(stalls.list()[0]?.stack.split('\n')).toEqual(stack.slice(0, 64));
    await end();
  });

  it('leaves out a thread that does not serve', async () => {
    const { thread, activity, end } = watch(() => Promise.resolve(captured));
    thread.lastBeatMs = undefined;
    activity.setActive(true);
    const { reads } = thread;
    await until(() => thread.reads > reads + 2);
    expect(thread.captures).toBe(0);
    await end();
  });
});
