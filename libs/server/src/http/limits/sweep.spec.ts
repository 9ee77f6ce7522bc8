import { createSweep } from './sweep.ts';

const PERIOD_MS = 250;
let nowMs: number;
let rounds: (readonly [nowMs: number, lateMs: number])[];
let isNeeded: boolean;

beforeEach(() => {
  jest.useFakeTimers();
  nowMs = 1_000;
  rounds = [];
  isNeeded = true;
});
afterEach(() => {
  jest.useRealTimers();
});

/** Lets time pass, of which the event loop was blocked for a part. */
function pass(durationMs: number, lateMs = 0): void {
  nowMs += durationMs + lateMs;
  jest.advanceTimersByTime(durationMs);
}

function create(): () => void {
  return createSweep({
    monotonicMs: () => nowMs,
    check: (...given) => {
      rounds.push(given);
      return isNeeded;
    },
  });
}

describe('createSweep()', () => {
  it('runs no round before its start, then one each 250 ms', () => {
    const start = create();
    pass(PERIOD_MS);
    expect(rounds).toEqual([]);
    start();
    pass(PERIOD_MS - 1);
    expect(rounds).toEqual([]);
    pass(1);
    pass(PERIOD_MS);
    expect(rounds).toEqual([
      [1_500, 0],
      [1_750, 0],
    ]);
  });

  it('reports how late each round is, from the one before', () => {
    create()();
    pass(PERIOD_MS, 40);
    pass(PERIOD_MS);
    pass(PERIOD_MS - 10, 0);
    pass(10, 7);
    expect(rounds.map(([, lateMs]) => lateMs)).toEqual([40, 0, 7]);
  });

  it('starts once, however often it is called', () => {
    const start = create();
    start();
    start();
    pass(PERIOD_MS);
    expect(rounds).toHaveLength(1);
  });

  it('stops when no other round is needed, and can be started again', () => {
    const start = create();
    start();
    isNeeded = false;
    pass(PERIOD_MS);
    expect(jest.getTimerCount()).toBe(0);
    pass(PERIOD_MS * 4);
    expect(rounds).toHaveLength(1);
    start();
    pass(PERIOD_MS);
    expect(rounds.at(-1)).toEqual([nowMs, 0]); // the pause is not lateness
  });
});

it('does not keep a process alive', () => {
  jest.useRealTimers();
  const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  create()();
  const after = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  expect(after).toBe(before);
});
