import { createTestExchange } from '../../../testing/create-exchange.ts';
import { createTestClock } from '../../../testing/test-clock.ts';
import { createTestWorld, TEST_TIME } from '../../../testing/test-world.ts';
import { startBeat } from '../../world/beat.ts';
import { createRecorder } from './create-recorder.ts';
import { createFlightMemory, openActivity, openFlightMemory } from './flight-memory.ts';
import { readSeries } from './read-series.ts';

const START = Date.parse(TEST_TIME) / 1_000;

/** Creates a recorder whose thread uses half a processor, and beats each second if `hasBeat`. */
function record(hasBeat = true) {
  const clock = createTestClock();
  const used = { cores: 0.5, stepMs: 0, requestsUnderWay: 0, timers: 0, cpuSeconds: 0, atMs: 0 };
  const world = {
    ...clock,
    now: () => new Date(clock.now().getTime() + used.stepMs),
    schedule: (delayMs: number, run: () => void) => {
      used.timers += 1;
      return clock.schedule(delayMs, run);
    },
    usage: () => {
      const nowMs = clock.monotonicMs();
      used.cpuSeconds += ((nowMs - used.atMs) / 1_000) * used.cores;
      used.atMs = nowMs;
      return {
        cpuSeconds: used.cpuSeconds,
        residentBytes: 1_000,
        heapUsedBytes: 100,
        uptimeSeconds: 0,
        nodeVersion: '',
      };
    },
  };
  const recorder = createRecorder(world, createFlightMemory());
  recorder.watch({ requestsUnderWay: () => used.requestsUnderWay, connections: () => 4 });
  if (hasBeat) startBeat(world, 1_000).onBeat(recorder.onBeat);
  const end = (durationMs: number, status = 200): void => {
    const { exchange, request, response } = createTestExchange();
    Object.assign(request, { originalUrl: '/' });
    response.statusCode = status;
    Object.assign(exchange, { startMs: clock.monotonicMs() - durationMs });
    recorder.onEnd(exchange, durationMs);
  };
  const memories = [openFlightMemory(recorder.memory)];
  const read = () => readSeries(memories, { since: 0, before: Infinity });
  return { clock, used, end, read, recorder };
}

describe('createRecorder()', () => {
  it('begins idle in the memory of a thread that has ended while it was active', () => {
    const memory = createFlightMemory();
    const { isActive, setActive } = openActivity(memory);
    setActive(true);
    createRecorder(createTestWorld(), memory);
    expect(isActive()).toBe(false);
  });

  it('records requests in the second in which they end, and what the beat reads', () => {
    const { clock, end, read, recorder } = record();
    clock.advance(500);
    end(10);
    end(20, 500);
    clock.advance(1_000);
    end(30);
    clock.advance(1_000);
    const { times, series } = read();
    expect(times).toEqual([START, START + 1]);
    expect(series).toMatchObject({
      requests: [2, 1],
      errors: [1, 0],
      requestsUnderWay: [null, 0],
      connections: [null, 4],
      loopDelayMs: [null, 0],
      cpuCores: [null, 0.5],
      residentBytes: [null, 1_000],
      heapUsedBytes: [null, 100],
    });
    expect(recorder.routes()).toMatchObject([{ route: 'POST (no route)', requests: 3, errors: 1 }]);
  });

  it('sleeps while the thread is idle, and starts no timer', () => {
    const { clock, used, end, read } = record();
    used.cores = 0.001;
    clock.advance(10_000);
    expect(read().times).toEqual([]);
    end(1);
    clock.advance(1_000_000);
    expect(read().times).toEqual([START + 10]);
    expect(used.timers).toBe(1_011); // those of the beat
  });

  it('records a thread without requests that computes, or has requests under way', () => {
    const { clock, used, end, read } = record();
    end(1);
    clock.advance(2_000);
    used.cores = 0;
    clock.advance(5_000);
    const before = read().times.length;
    used.requestsUnderWay = 1;
    clock.advance(2_000);
    expect(read().times.length).toBe(before + 2);
    expect(read().series.requestsUnderWay.slice(-2)).toEqual([1, 1]);
  });

  it('records each second that a late beat has skipped', () => {
    const { clock, end, read, recorder } = record(false);
    end(1);
    for (const [waitMs, lateMs] of [
      [1_000, 0],
      [1_000, 0],
      [5_000, 4_000],
    ] as const) {
      clock.advance(waitMs);
      recorder.onBeat(lateMs);
    }
    const { times, series } = read();
    expect(times).toEqual([0, 1, 2, 3, 4, 5, 6].map((second) => START + second));
    expect(series.loopDelayMs).toEqual([null, 0, 4_000, 4_000, 4_000, 4_000, 4_000]);
  });

  it('shows all seconds by the new time after the clock was set', () => {
    const { clock, used, end, read } = record();
    end(1);
    clock.advance(2_000);
    used.stepMs = 3_600_000;
    end(1);
    clock.advance(2_000);
    const { times } = read();
    expect(times[0]).toBe(START + 3_600);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});
