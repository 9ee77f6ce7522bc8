import { once } from 'node:events';
import { join } from 'node:path';
import { metricsOf, recordsOf } from '../../../testing/read-otlp-json.ts';
import { startCollector, type Collector } from '../../../testing/start-collector.ts';
import { askThread, startThreads } from '../../../testing/threads.ts';
import { until } from '../../../testing/until.ts';

const main = join(import.meta.dirname, '../../../testing/programs/threads.fixture.ts');

/** Returns the data points of the count of requests in each export, oldest first. */
function countsOf({ batches }: Collector) {
  return batches.flatMap((batch) =>
    metricsOf(batch)
      .filter(({ name }) => name === 'app.requests')
      .map(({ sum }) => sum?.dataPoints ?? []),
  );
}

const messagesOf = ({ batches }: Collector) =>
  batches.flatMap(recordsOf).map(({ body }) => body.stringValue);

describe('the exports of several serving threads', () => {
  it('take nothing back when a thread ends, and have its last lines', async () => {
    await using collector = await startCollector();
    const { program, log, origin } = await startThreads(main, {
      SERVING_THREADS: '2',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${collector.endpoint}/v1/metrics`,
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${collector.endpoint}/v1/logs`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_METRIC_EXPORT_INTERVAL: '20',
    });
    const latest = () => countsOf(collector).at(-1)?.[0]?.asDouble ?? 0;
    const ask = async (): Promise<void> => {
      for (let index = 0; index < 5; index += 1) await askThread(origin);
    };
    await ask();
    await until(() => latest() >= 5);
    await askThread(origin, '/throw');
    await until(() => log().some(({ msg }) => msg === 'serving thread ended, replacing it'));
    await until(async () => (await askThread(origin)).starts === 3);
    const before = latest();
    await ask();
    await until(() => latest() >= before + 5);
    const exited = once(program, 'exit');
    program.kill('SIGTERM');
    await exited;
    const counts = countsOf(collector);
    expect(counts.every(({ length }) => length <= 1)).toBe(true);
    const values = counts.map(([point]) => point?.asDouble ?? 0);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    const starts = counts.flatMap((points) => points.map((point) => point.startTimeUnixNano));
    expect(new Set(starts).size).toBe(1);
    expect(messagesOf(collector)).toEqual(
      expect.arrayContaining(['uncaught error', 'serving thread ended, replacing it', 'stopped']),
    );
  });
});
