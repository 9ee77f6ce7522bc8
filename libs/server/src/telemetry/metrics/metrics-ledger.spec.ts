import { createMetrics, MAX_SERIES } from './create-metrics.ts';
import { mergeMetrics } from './merge-metrics.ts';
import { createMetricsLedger } from './metrics-ledger.ts';
import type { SeriesSnapshot } from './metrics.ts';

const described = { name: 'a', unit: '1', description: 'Test.' };

/** Returns numbers from 0 to 1 that are the same in each run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

function startThread(index: number) {
  const metrics = createMetrics();
  const counter = metrics.counter({ ...described, name: 'jobs' });
  const times = metrics.histogram({ ...described, name: 'times', bounds: [0.3, 0.6] });
  const busy = metrics.counter({ ...described, name: 'busy', across: 'thread' });
  metrics.observe({ ...described, name: 'open', kind: 'gauge' }, () => [{ value: 1 }]);
  return { index, metrics, counter, times, busy };
}

function valuesOf(series: readonly SeriesSnapshot[], names: string): [string, number][] {
  return series.flatMap(({ attributes, value, counts = [] }) => {
    const key = `${names}${JSON.stringify(attributes)}`;
    return [
      [key, value],
      ...counts.map((count, index) => [`${key}${index}`, count] as [string, number]),
    ];
  });
}

describe('createMetricsLedger()', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'never lets a sum fall while threads die and start, seed %i',
    (seed) => {
      const random = createRandom(seed);
      const pick = (count: number): number => Math.floor(random() * count);
      const ledger = createMetricsLedger();
      const threads = [1, 2, 3].map(startThread);
      let before = new Map<string, number>();
      let reachedCount = 0;
      for (let step = 0; step < 1_000; step += 1) {
        const at = pick(3);
        const thread = threads[at] ?? startThread(1);
        const what = random();
        if (what < 0.6) {
          thread.counter({ kind: String(pick(4)) }).add(random());
          thread.times({ kind: String(pick(2)) }).record(random());
          thread.busy().add(random());
        } else if (what < 0.95) ledger.record(thread.index, thread.metrics.snapshot());
        else {
          ledger.retire(thread.index, random() < 0.5 ? undefined : thread.metrics.snapshot());
          threads[at] = startThread(thread.index);
        }
        const after = new Map(
          mergeMetrics(ledger.sources())
            .filter(({ kind }) => kind !== 'gauge')
            .flatMap(({ name, series }) => valuesOf(series, name)),
        );
        expect([...before].filter(([key, value]) => (after.get(key) ?? 0) < value)).toEqual([]);
        reachedCount += [...after].filter(([key, value]) => value > (before.get(key) ?? 0)).length;
        before = after;
      }
      expect(reachedCount).toBeGreaterThan(100);
    },
  );

  it('counts what dead threads had counted, and their gauges no longer', () => {
    const ledger = createMetricsLedger();
    const [first, second] = [startThread(1), startThread(1)];
    first.counter().add(2);
    ledger.record(1, first.metrics.snapshot());
    ledger.retire(1, undefined);
    second.counter().add(3);
    ledger.record(1, second.metrics.snapshot());
    expect(read(ledger.sources())).toEqual({ jobs: [5], open: [1] });
    second.counter().add(4);
    ledger.retire(1, second.metrics.snapshot());
    expect(read(ledger.sources())).toEqual({ jobs: [9] });
  });

  it('keeps threads apart, in the order of their numbers', () => {
    const ledger = createMetricsLedger();
    for (const index of [3, 1, 2]) ledger.record(index, startThread(index).metrics.snapshot());
    expect(ledger.sources().map(({ thread }) => thread)).toEqual(['1', '2', '3']);
  });

  it('leaves the process-wide figures to living threads', () => {
    const ledger = createMetricsLedger();
    const thread = startThread(1);
    thread.metrics
      .counter({ ...described, name: 'cpu', across: 'process' })()
      .add(5);
    ledger.record(thread.index, thread.metrics.snapshot());
    expect(read(ledger.sources())).toMatchObject({ cpu: [5] });
    ledger.retire(1, undefined);
    expect(read(ledger.sources())).toEqual({});
  });

  it('bounds what dead threads leave behind, and loses no count', () => {
    const ledger = createMetricsLedger();
    for (let generation = 0; generation < 3; generation += 1) {
      const thread = startThread(1);
      for (let id = 0; id < MAX_SERIES - 1; id += 1)
        thread.counter({ id: `${generation}-${id}` }).add(1);
      ledger.record(thread.index, thread.metrics.snapshot());
      ledger.retire(1, undefined);
    }
    const jobs = mergeMetrics(ledger.sources()).find(({ name }) => name === 'jobs')?.series ?? [];
    expect(jobs).toHaveLength(MAX_SERIES);
    expect(jobs.reduce((sum, { value }) => sum + value, 0)).toBe(3 * (MAX_SERIES - 1));
  });
});

/** Returns the values of each family that has series. */
function read(sources: Parameters<typeof mergeMetrics>[0]): Readonly<Record<string, number[]>> {
  const families = mergeMetrics(sources).filter(({ series }) => series.length > 0);
  return Object.fromEntries(
    families.map(({ name, series }) => [name, series.map(({ value }) => value)]),
  );
}
