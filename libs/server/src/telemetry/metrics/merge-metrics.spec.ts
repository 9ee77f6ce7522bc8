import { hasParser, parseExposition } from '../../../testing/parse-exposition.ts';
import { nodeWorld } from '../../world/node-world.ts';
import { createMetrics } from './create-metrics.ts';
import { mergeMetrics } from './merge-metrics.ts';
import { observeRuntime } from './observe-runtime.ts';
import { openMetricsText } from './render-metrics.ts';
import type { Across, Attributes, FamilySnapshot } from './metrics.ts';

const described = { name: 'a', unit: '1', description: 'Test.' };

const one = (value: number, attributes: Attributes = {}): FamilySnapshot['series'] => [
  { attributes, value },
];

const gauge = (value: number, across?: Across): FamilySnapshot => ({
  ...described,
  kind: 'gauge',
  ...(across !== undefined && { across }),
  series: one(value),
});

/** Merges one family of each thread, main first, and returns the series of the result. */
function mergeEach(...families: readonly FamilySnapshot[]): FamilySnapshot['series'] {
  const sources = families.map((family, index) => ({
    thread: index === 0 ? 'main' : String(index),
    families: [family],
  }));
  const [merged, ...others] = mergeMetrics(sources);
  expect(others).toEqual([]);
  return merged?.series ?? [];
}

describe('mergeMetrics()', () => {
  it('keeps the latest exemplar of each bucket', () => {
    const example = (timeMs: number) => ({ traceId: 'a', spanId: 'b', value: 1, timeMs });
    const histogram = (first?: number, second?: number): FamilySnapshot => ({
      ...described,
      kind: 'histogram',
      bounds: [1],
      series: [
        {
          attributes: {},
          value: 1,
          counts: [1, 1],
          exemplars: [first, second].map((timeMs) => timeMs && example(timeMs)) as never,
        },
      ],
    });
    const bare: FamilySnapshot = {
      ...histogram(),
      series: [{ attributes: {}, value: 1, counts: [1, 1] }],
    };
    const [merged] = mergeEach(histogram(1, 5), bare, histogram(3), histogram(2, 4));
    expect(merged?.exemplars?.map((one) => one?.timeMs)).toEqual([3, 5]);
    expect(mergeEach(bare, bare)[0]).not.toHaveProperty('exemplars');
  });

  it('adds the counters of series with the same attributes, in any order', () => {
    const counter = (value: number, attributes: Attributes): FamilySnapshot => ({
      ...described,
      kind: 'counter',
      series: one(value, attributes),
    });
    expect(
      mergeEach(
        counter(1, { x: '1', y: '2' }),
        counter(2, { y: '2', x: '1' }),
        counter(4, { x: '2', y: '1' }),
      ),
    ).toEqual([...one(3, { x: '1', y: '2' }), ...one(4, { x: '2', y: '1' })]);
  });

  it('adds the sums and buckets of histograms', () => {
    const histogram = (value: number, counts: readonly number[]): FamilySnapshot => ({
      ...described,
      kind: 'histogram',
      bounds: [1, 2],
      series: [{ attributes: {}, value, counts }],
    });
    expect(mergeEach(histogram(3, [1, 1, 0]), histogram(5, [0, 0, 1]))).toEqual([
      { attributes: {}, value: 8, counts: [1, 1, 1] },
    ]);
  });

  it.each([
    [undefined, one(4)],
    ['sum', one(4)],
    ['max', one(3)],
    ['min', one(1)],
    ['process', one(1)],
    ['thread', [...one(1, { thread: 'main' }), ...one(3, { thread: '1' })]],
  ] as const)('merges gauges declared as %s', (across, series) => {
    expect(mergeEach(gauge(1, across), gauge(3, across))).toEqual(series);
  });

  it.each(['max', 'min'] as const)('ignores an unknown value in a %s', (across) => {
    expect(mergeEach(gauge(NaN, across), gauge(3, across), gauge(NaN, across))).toEqual(one(3));
    expect(mergeEach(gauge(NaN, across), gauge(NaN, across))).toEqual(one(NaN));
  });

  it('keeps what only one thread has, in the order of the first appearance', () => {
    const family = (name: string): FamilySnapshot => ({ ...gauge(1), name });
    const merged = mergeMetrics([
      { thread: 'main', families: [family('a')] },
      { thread: '1', families: [family('b'), family('a')] },
    ]);
    expect(merged).toEqual([{ ...family('a'), series: one(2) }, family('b')]);
  });

  it('leaves out a family that another thread has declared differently', () => {
    const histogram = (bounds: readonly number[]): FamilySnapshot => ({
      ...described,
      kind: 'histogram',
      bounds,
      series: [{ attributes: {}, value: 1, counts: [1, 0] }],
    });
    expect(mergeEach(histogram([1]), histogram([2]))).toEqual(histogram([1]).series);
    expect(mergeEach(histogram([1]), gauge(7))).toEqual(histogram([1]).series);
    expect(mergeEach(gauge(1), { ...gauge(7), unit: 's' })).toEqual(one(1));
    expect(mergeEach(gauge(1), gauge(7, 'thread'))).toEqual(one(1));
  });

  it('changes none of the snapshots', () => {
    const [first, second] = [gauge(1), gauge(2)];
    mergeEach(first, second);
    expect([first, second]).toEqual([gauge(1), gauge(2)]);
  });
});

const mustParse = hasParser || process.env['CI'] === 'true'; // CI must have it installed
(mustParse ? it : it.skip)('the merged metrics of the runtime are valid OpenMetrics', () => {
  const sources = ['main', '1', '2'].map((thread) => {
    const metrics = createMetrics();
    const program = { name: 'example', version: '1.2.3' };
    const onBeat = (beat: (lateMs: number) => void): void => {
      beat(1);
    };
    observeRuntime(metrics, { program, world: nodeWorld(process), onBeat });
    return { thread, families: metrics.snapshot() };
  });
  const text = openMetricsText.render(mergeMetrics(sources));
  const parsed = parseExposition('prometheus_client.openmetrics.parser', text);
  const labelsOf = (name: string, label: string) => {
    const [, , , , samples = []] = parsed.find(([family]) => family === name) ?? [];
    return [...new Set(samples.map(([, labels]) => labels[label]))];
  };
  expect(labelsOf('process_cpu_seconds', 'thread')).toEqual([undefined]);
  expect(labelsOf('nodejs_eventloop_delay_seconds', 'thread')).toEqual(['main', '1', '2']);
  expect(labelsOf('v8js_memory_heap_used_bytes', 'thread')).toEqual(['main', '1', '2']);
});
