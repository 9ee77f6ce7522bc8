import { createMetrics, MAX_SERIES } from './create-metrics.ts';

const instrument = (name: string, unit = '1') => ({ name, unit, description: 'Test.' });

describe('createMetrics()', () => {
  it('returns a snapshot that can be sent to another thread', () => {
    const metrics = createMetrics();
    metrics.counter(instrument('a.count', '{thing}'))({ kind: 'x' }).add(2);
    metrics.gauge(instrument('a.level'))().set(-1);
    const times = metrics.histogram({ ...instrument('a.time', 's'), bounds: [1, 2] });
    for (const value of [0, 1, 1.5, 2, 3]) times().record(value);
    metrics.observe({ ...instrument('a.read'), kind: 'gauge' }, () => [{ value: 7 }]);
    expect(structuredClone(metrics.snapshot())).toMatchObject([
      { name: 'a.count', kind: 'counter', series: [{ attributes: { kind: 'x' }, value: 2 }] },
      { name: 'a.level', kind: 'gauge', series: [{ attributes: {}, value: -1 }] },
      { name: 'a.time', bounds: [1, 2], series: [{ value: 7.5, counts: [2, 2, 1] }] },
      { name: 'a.read', kind: 'gauge', series: [{ value: 7 }] },
    ]);
  });

  it('returns one series for the same attributes in any order', () => {
    const family = createMetrics().counter(instrument('a'));
    expect(family({ x: '1', y: '2' })).toBe(family({ y: '2', x: '1' }));
    expect(family({ x: '1' })).not.toBe(family({ x: '2' }));
  });

  it('returns a series by all of its attributes and nothing else', () => {
    const family = createMetrics().counter(instrument('a'));
    const one = family({ x: '1', y: '2' });
    for (const other of [{}, { x: '1' }, { y: '2' }, { x: '2', y: '1' }, { x: '1","y":"2' }])
      expect(family(other)).not.toBe(one);
    const inherited: Record<string, string> = { __proto__: { x: '1' } as never, y: '2' };
    expect(family(inherited)).toBe(family({ y: '2' }));
    expect(family({ x: '1', y: '2', z: '3' })).not.toBe(one);
    expect(family({ y: '2', x: '1' })).toBe(one);
  });

  it('finds a series in more orders of its attributes than it remembers', () => {
    const family = createMetrics().counter(instrument('a'));
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const orders = permutationsOf(names);
    expect(orders.length).toBeGreaterThan(MAX_SERIES);
    const attributesOf = (order: string[]) => Object.fromEntries(order.map((one) => [one, one]));
    const found = new Set(orders.map((order) => family(attributesOf(order))));
    expect(found.size).toBe(1);
  });

  it('keeps no text of a client that it does not count', () => {
    const metrics = createMetrics();
    const family = metrics.counter(instrument('a'));
    for (let id = 0; id < MAX_SERIES; id += 1) family({ id: String(id) });
    expect(family({ id: 'x', more: 'y' })).toBe(family({ 'otel.metric.overflow': 'true' }));
    expect(metrics.snapshot()[0]?.series.at(-1)?.attributes).toEqual({
      'otel.metric.overflow': 'true',
    });
  });

  it('ignores values that would corrupt a sum', () => {
    const metrics = createMetrics();
    const counter = metrics.counter(instrument('a'))();
    for (const amount of [1, -1, NaN]) counter.add(amount);
    const histogram = metrics.histogram({ ...instrument('b'), bounds: [] })();
    for (const value of [1, NaN]) histogram.record(value);
    expect(metrics.snapshot()).toMatchObject([
      { series: [{ value: 1 }] },
      { series: [{ value: 1, counts: [1] }] },
    ]);
  });

  it('limits the series of an instrument', () => {
    const metrics = createMetrics();
    const family = metrics.counter(instrument('a'));
    for (let id = 0; id < 10_000; id += 1) family({ id: String(id) }).add(1);
    family({ id: '0' }).add(1);
    const ids = Array.from({ length: 5_000 }, (_, id) => ({
      attributes: { id: `${id}` },
      value: 1,
    }));
    metrics.observe({ ...instrument('b'), kind: 'counter' }, () => ids);
    const [counted, observed] = metrics.snapshot();
    expect(counted?.series).toHaveLength(MAX_SERIES);
    expect(counted?.series[0]).toEqual({ attributes: { id: '0' }, value: 2 });
    const overflow = { 'otel.metric.overflow': 'true' };
    expect(counted?.series.at(-1)).toEqual({ attributes: overflow, value: 8_001 });
    expect(observed?.series).toHaveLength(MAX_SERIES);
    expect(observed?.series.at(-1)).toEqual({ attributes: overflow, value: 3_001 });
  });

  it.each(['', '1a', 'a b', 'a{b}', 'caf\u00e9', 'a'.repeat(256)])(
    'rejects the name %j',
    (name) => {
      expect(() => createMetrics().counter(instrument(name))).toThrow(
        `Cannot declare the metric "${name}": expected a letter, then at most 254 letters, digits, _ . / -`,
      );
    },
  );

  it.each(['m\n', 'caf\u00e9', 'x'.repeat(64)])('rejects the unit %j', (unit) => {
    expect(() => createMetrics().gauge(instrument('a', unit))).toThrow(
      `Cannot declare the metric "a" in "${unit}": expected a UCUM unit such as s, By or {request}`,
    );
  });

  it('rejects an unknown way to merge threads', () => {
    expect(() => createMetrics().gauge({ ...instrument('a'), across: 'avg' as 'sum' })).toThrow(
      'Cannot declare the metric "a" across "avg": expected one of sum, max, min, thread, process',
    );
  });

  it.each([[[2, 1]], [[1, 1]], [[NaN]], [[1, Infinity]]])('rejects the bounds %j', (bounds) => {
    expect(() => createMetrics().histogram({ ...instrument('a'), bounds })).toThrow(
      `Cannot declare the metric "a" with the bounds ${bounds.join(', ')}: expected finite numbers in ascending order`,
    );
  });

  it.each([{ '': 'x' }, { '1': 'x' }, { 'a b': 'x' }, { le: '1' }, { 'a.b': 'x', a_b: 'y' }])(
    'rejects the attributes %j',
    (attributes) => {
      const family = createMetrics().counter(instrument('a'));
      expect(() => family(attributes)).toThrow(
        /^Cannot count "a" by \[.*\]: expected distinct names/,
      );
    },
  );

  it.each(['a.b', 'A.B', 'a_b'])(
    'rejects %j if "a.b" exists, because they are equal in Prometheus',
    (name) => {
      const metrics = createMetrics();
      metrics.counter(instrument('a.b'));
      expect(() => metrics.gauge(instrument(name))).toThrow(
        `Cannot declare the metric "${name}": it is already declared`,
      );
    },
  );
});

function permutationsOf(names: readonly string[]): string[][] {
  if (names.length === 0) return [[]];
  return names.flatMap((first) =>
    permutationsOf(names.filter((name) => name !== first)).map((rest) => [first, ...rest]),
  );
}
