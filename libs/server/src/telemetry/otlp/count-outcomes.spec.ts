import { createMetrics } from '../metrics/create-metrics.ts';
import { countOutcomes } from './count-outcomes.ts';
import type { Exported } from './create-sender.ts';

describe('countOutcomes()', () => {
  const message = 'quota';

  it.each<[Exported, object]>([
    [{ count: 5, reason: undefined }, { '': 5 }],
    [{ count: 5, reason: '503' }, { '503': 5 }],
    [
      { count: 5, reason: undefined, partial: { rejectedCount: 2, message } },
      { '': 3, rejected: 2 },
    ],
    [{ count: 5, reason: undefined, partial: { rejectedCount: 0, message } }, { '': 5 }],
    [
      { count: 5, reason: undefined, partial: { rejectedCount: 9, message } },
      { '': 0, rejected: 5 },
    ],
  ])('counts %j', (exported, expected) => {
    const metrics = createMetrics();
    countOutcomes(metrics, { name: 'app.items', unit: '{item}', description: 'Items.' })(exported);
    const series = metrics.snapshot()[0]?.series ?? [];
    const counts = series.map(({ attributes, value }) => [attributes['error.type'] ?? '', value]);
    expect(Object.fromEntries(counts)).toEqual(expected);
  });
});
