import { createTestClock } from '../../../testing/test-clock.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import type { Exported } from './create-sender.ts';
import type { MetricsBatch } from './render-metrics-batch.ts';
import { startMetricExport } from './start-metric-export.ts';

const turn = () => new Promise(setImmediate);

function start(given: { temporality?: 'cumulative' | 'delta' } = {}) {
  const clock = createTestClock();
  const metrics = createMetrics();
  const jobs = metrics.counter({ name: 'app.jobs', unit: '{job}', description: 'Jobs.' })();
  const time = metrics.histogram({ name: 'app.time', unit: 's', description: 'T.', bounds: [1] })();
  const batches: MetricsBatch[] = [];
  const reports: Exported[] = [];
  const outcome: { reason: string | undefined } = { reason: undefined };
  const startMs = clock.now().getTime();
  const exporting = startMetricExport({
    ...clock,
    intervalMs: 60_000,
    temporality: 'cumulative',
    ...given,
    startMs,
    read: () => Promise.resolve(metrics.snapshot()),
    send: (batch): Promise<Exported> => {
      batches.push(batch);
      return Promise.resolve({ count: 2, ...outcome });
    },
    metrics,
    report: (exported) => void reports.push(exported),
    onError: (error) => {
      throw error as Error;
    },
  });
  const valuesOf = (batch: MetricsBatch | undefined) =>
    batch?.families.slice(0, 2).map(({ series }) => [series[0]?.value, series[0]?.counts]);
  const times = () => batches.map(({ startMs: from, endMs: to }) => [from - startMs, to - startMs]);
  const counted = () =>
    metrics
      .snapshot()
      .at(-1)
      ?.series.map((one) => [one.attributes, one.value]);
  return { clock, jobs, time, batches, reports, outcome, exporting, valuesOf, times, counted };
}

describe('startMetricExport()', () => {
  it('exports once in an interval, and at the end, all that was counted since the start', async () => {
    const { clock, jobs, time, batches, exporting, valuesOf, times, counted } = start();
    jobs.add(1);
    time.record(0.5);
    clock.advance(59_999);
    await turn();
    expect(batches).toEqual([]);
    clock.advance(1);
    await turn();
    jobs.add(2);
    time.record(3);
    clock.advance(5_000);
    await exporting.stop();
    clock.advance(600_000);
    await turn();
    expect(batches.map(valuesOf)).toEqual([
      [
        [1, undefined],
        [0.5, [1, 0]],
      ],
      [
        [3, undefined],
        [3.5, [1, 1]],
      ],
    ]);
    expect(times()).toEqual([
      [0, 60_000],
      [0, 65_000],
    ]);
    expect(counted()).toEqual([[{}, 4]]);
  });

  it('exports what was counted since the last export that was accepted, if delta is preferred', async () => {
    const { clock, jobs, outcome, batches, reports, valuesOf, times, counted } = start({
      temporality: 'delta',
    });
    for (const reason of [undefined, '503', undefined, undefined]) {
      outcome.reason = reason;
      jobs.add(1);
      clock.advance(60_000);
      await turn();
    }
    expect(batches.map((batch) => valuesOf(batch)?.[0]?.[0])).toEqual([1, 1, 2, 1]);
    expect(times()).toEqual([
      [0, 60_000],
      [60_000, 120_000],
      [60_000, 180_000],
      [180_000, 240_000],
    ]);
    expect(reports.map(({ reason, count }) => [reason, count])).toEqual([
      [undefined, 2],
      ['503', 2],
      [undefined, 2],
      [undefined, 2],
    ]);
    expect(counted()).toEqual([
      [{}, 6],
      [{ 'error.type': '503' }, 2],
    ]);
  });

  it('leaves out what is due while an export lasts, and still exports the last values', async () => {
    const clock = createTestClock();
    const sentMs: number[] = [];
    const answers: (() => void)[] = [];
    const exporting = startMetricExport({
      ...clock,
      intervalMs: 1_000,
      temporality: 'cumulative',
      startMs: 0,
      read: () => Promise.resolve([]),
      send: ({ endMs }) => {
        sentMs.push(endMs);
        return new Promise((resolve) => {
          answers.push(() => {
            resolve({ count: 1, reason: undefined });
          });
        });
      },
      metrics: createMetrics(),
      report: () => undefined,
      onError: () => undefined,
    });
    for (let index = 0; index < 5; index += 1) {
      clock.advance(1_000);
      await turn();
    }
    answers[0]?.();
    await turn();
    expect(sentMs).toHaveLength(1);
    clock.advance(1_000);
    await turn();
    expect(sentMs).toHaveLength(2);
    const stopped = exporting.stop();
    answers[1]?.();
    await turn();
    answers[2]?.();
    await stopped;
    expect(sentMs).toHaveLength(3);
  });

  it('reports that the metrics cannot be read, and goes on', async () => {
    const clock = createTestClock();
    const errors: unknown[] = [];
    const sent: MetricsBatch[] = [];
    const reads = [() => Promise.reject(new TypeError('broken')), () => Promise.resolve([])];
    const exporting = startMetricExport({
      ...clock,
      intervalMs: 1_000,
      temporality: 'cumulative',
      startMs: 0,
      read: () => reads.shift()?.() ?? Promise.reject(new TypeError('at the end')),
      send: (batch) => {
        sent.push(batch);
        return Promise.resolve({ count: 0, reason: undefined });
      },
      metrics: createMetrics(),
      report: () => undefined,
      onError: (error) => void errors.push(error),
    });
    for (let index = 0; index < 2; index += 1) {
      clock.advance(1_000);
      await turn();
    }
    expect(errors).toEqual([new TypeError('broken')]);
    expect(sent).toHaveLength(1);
    await exporting.stop();
    expect(errors).toEqual([new TypeError('broken'), new TypeError('at the end')]);
  });

  it('sends a series that began again as it is', async () => {
    const clock = createTestClock();
    const values = [5, 2];
    const batches: MetricsBatch[] = [];
    startMetricExport({
      ...clock,
      intervalMs: 1_000,
      temporality: 'delta',
      startMs: 0,
      read: () => {
        const family = { name: 'a', unit: '', description: '', kind: 'counter' } as const;
        return Promise.resolve([
          { ...family, series: [{ attributes: { a: 'b' }, value: values.shift() ?? 0 }] },
        ]);
      },
      send: (batch) => {
        batches.push(batch);
        return Promise.resolve({ count: 1, reason: undefined });
      },
      metrics: createMetrics(),
      report: () => undefined,
      onError: () => undefined,
    });
    for (let index = 0; index < 2; index += 1) {
      clock.advance(1_000);
      await turn();
    }
    expect(batches.map(({ families }) => families[0]?.series[0]?.value)).toEqual([5, 2]);
  });
});
