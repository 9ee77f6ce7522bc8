import { createTestClock } from '../../../testing/test-clock.ts';
import { createTestWorld } from '../../../testing/test-world.ts';
import { until } from '../../../testing/until.ts';
import { createCaptures } from './captures.ts';
import { createFlightMemory, openActivity } from './flight-memory.ts';
import { startTriggers } from './start-triggers.ts';

const OFF = { flightP99Ms: 'off', flightLoopDelayMs: 'off', flightMemoryPercent: 'off' } as const;
const profile = { nodes: [], startTime: 0, endTime: 1 };

describe('startTriggers()', () => {
  /** Starts with CPU samples of the last minute; the process uses 950 of 1,000 bytes of memory. */
  function start(settings: Parameters<typeof startTriggers>[0]['settings']) {
    const memory = createFlightMemory();
    const clock = createTestClock();
    const captures = createCaptures();
    const thread = { beatMs: NaN };
    startTriggers({
      settings,
      world: {
        ...clock,
        usage: () => ({ ...createTestWorld().usage(), residentBytes: 950 }),
        identity: () => ({ ...createTestWorld().identity(), memoryLimitBytes: 1_000 }),
      },
      memories: [memory],
      threads: [
        {
          thread: 'main',
          ...openActivity(memory),
          lastBeatMs: () => (Number.isNaN(thread.beatMs) ? clock.monotonicMs() : thread.beatMs),
        },
      ],
      captures,
      cpu: { read: () => Promise.resolve(profile) },
      periodMs: 1_000,
      log: () => undefined,
      signal: new AbortController().signal,
    });
    return { clock, captures, thread };
  }

  it('captures the last minute if memory is near its limit', async () => {
    const { clock, captures } = start({ ...OFF, flightMemoryPercent: 90 });
    clock.advance(10_000);
    await until(() => captures.list().length === 1);
    expect(captures.list()[0]?.reason).toBe('memory of 95 % is above FLIGHT_MEMORY_PERCENT=90');
    expect(captures.find(1)?.text).toBe(JSON.stringify(profile));
  });

  it('captures while a thread is stuck, by the beat that is missing', async () => {
    const { clock, captures, thread } = start({ ...OFF, flightLoopDelayMs: 700 });
    clock.advance(20_000);
    thread.beatMs = 20_000;
    clock.advance(1_000);
    expect(captures.list()).toEqual([]);
    clock.advance(1_000);
    await until(() => captures.list().length === 1);
    expect(captures.list()[0]?.reason).toBe(
      'event-loop delay of 1000 ms is above FLIGHT_LOOP_DELAY_MS=700',
    );
  });
});
