import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createMetrics } from './create-metrics.ts';
import { observeCollections } from './observe-collections.ts';

describe('observeCollections()', () => {
  it('counts garbage collections by their type', async () => {
    const metrics = createMetrics();
    observeCollections(metrics);
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    const ofMetric = () => metrics.snapshot().find(({ name }) => name === 'v8js.gc.duration');
    while (ofMetric()?.series.length === 0) await new Promise(setImmediate);
    const types = ofMetric()?.series.map(({ attributes }) => attributes['v8js.gc.type']);
    expect(types).toContain('major');
  });
});
