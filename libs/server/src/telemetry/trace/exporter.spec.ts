import { trace } from '@opentelemetry/api';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Settings } from '../../config/settings.ts';
import { createLog } from '../log/log.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import { startCollector, type Collector } from '../../../testing/start-collector.ts';
import { createTestWorld } from '../../../testing/test-world.ts';
import { startTestTracing } from '../../../testing/start-test-tracing.ts';

interface Outcome {
  /** Spans by outcome: '' if accepted, otherwise the reason for the drop. */
  readonly processed: Record<string, number>;
  /** The same as the exporter counts them. */
  readonly exported: Record<string, number>;
  readonly log: readonly Readonly<Record<string, unknown>>[];
}

/** Sends spans, three by default, to an endpoint, and returns the outcome. */
async function exportTo(
  endpoint: string,
  given: Partial<Settings> & { count?: number; tickMs?: number } = {},
): Promise<Outcome> {
  const { count = 3, tickMs = 0, ...settings } = given;
  let elapsedMs = 0;
  const { now, stdout, written } = createTestWorld();
  const metrics = createMetrics();
  const tracing = await startTestTracing(endpoint, settings, {
    log: createLog({ level: 'info', now, take: (line) => stdout.write(line) }),
    metrics,
    monotonicMs: () => (elapsedMs += tickMs),
  });
  for (let index = 0; index < count; index += 1) trace.getTracer('test').startSpan('work').end();
  await tracing.stop();
  const countsOf = (wanted: string): Record<string, number> => {
    const family = metrics.snapshot().find(({ name }) => name === wanted);
    const counts = family?.series.map(({ attributes, value }) => [
      attributes['error.type'] ?? '',
      value,
    ]);
    return Object.fromEntries(counts ?? []) as Record<string, number>;
  };
  const lines = written.stdout().split('\n').filter(Boolean);
  return {
    processed: countsOf('otel.sdk.processor.span.processed'),
    exported: countsOf('otel.sdk.exporter.span.exported'),
    log: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

describe('createExporter()', () => {
  let collector: Collector | undefined;
  afterEach(() => collector?.[Symbol.asyncDispose]());

  it.each([
    ['http/protobuf', 'application/x-protobuf'],
    ['http/json', 'application/json'],
  ] as const)(
    'sends spans in batches by %s, with resource and headers',
    async (otlpProtocol, type) => {
      collector = await startCollector();
      const { processed, log } = await exportTo(`${collector.endpoint}/otlp`, {
        otlpProtocol,
        otlpHeaders: { 'api-key': 'k', 'Content-Type': 'text/plain' },
        otelResourceAttributes: { 'deployment.environment.name': 'test' },
        maxTraceBatchSpans: 2,
      });
      expect(processed).toEqual({ '': 3 });
      expect(log).toEqual([]);
      expect(collector.spans).toHaveLength(3);
      const headers = { 'api-key': 'k', 'content-type': type };
      const request = {
        path: '/otlp/v1/traces',
        headers: expect.objectContaining(headers) as object,
      };
      expect(collector.requests).toEqual([request, request]);
      expect(collector.resource()).toMatchObject({
        'service.name': 'example',
        'service.version': '1.2.3',
        'deployment.environment.name': 'test',
        'telemetry.sdk.language': 'nodejs',
      });
    },
  );

  it.each([400, 429, 500, 503, 302])(
    'drops and counts, without a retry, a batch that the collector answers by %d',
    async (status) => {
      collector = await startCollector(status);
      const { processed, log } = await exportTo(`${collector.endpoint}?key=secret`, {
        maxTraceBatchSpans: 1,
      });
      expect(processed).toEqual({ [status]: 3 });
      expect(collector.requests.map(({ path }) => path)).toEqual(
        Array(3).fill('/v1/traces?key=secret'),
      );
      expect(log).toEqual([
        expect.objectContaining({
          level: 'warn',
          msg: 'cannot export spans, dropping them',
          collector: `${collector.endpoint}/v1/traces`,
          reason: String(status),
        }),
      ]);
      expect(log[0]).not.toHaveProperty('err');
    },
  );

  it.each([
    ['http/json', '{"partialSuccess":{"rejectedSpans":"2","errorMessage":"quota"}}'],
    ['http/protobuf', Buffer.from('0a0908021205' + Buffer.from('quota').toString('hex'), 'hex')],
  ] as const)(
    'counts and logs spans that a collector rejects by %s',
    async (otlpProtocol, answer) => {
      collector = await startCollector(200, undefined, answer);
      const { exported, log } = await exportTo(collector.endpoint, { otlpProtocol });
      expect(exported).toEqual({ '': 1, rejected: 2 });
      const msg = 'the collector rejected some spans';
      expect(log).toMatchObject([{ level: 'warn', reason: 'quota', spanCount: 2, msg }]);
    },
  );

  it('logs drops again after a minute', async () => {
    collector = await startCollector(503);
    const { log } = await exportTo(collector.endpoint, { maxTraceBatchSpans: 1, tickMs: 60_000 });
    expect(log.map(({ reason, spanCount }) => [reason, spanCount])).toEqual(
      Array(3).fill(['503', 1]),
    );
  });

  it('drops spans if no collector listens', async () => {
    const { port } = await unusedAddress();
    const { processed, log } = await exportTo(`http://127.0.0.1:${port}`);
    expect(processed).toEqual({ ECONNREFUSED: 3 });
    expect(log).toHaveLength(1);
  });

  it('drops a batch that a slow collector does not accept in time', async () => {
    collector = await startCollector('silent');
    const { processed } = await exportTo(collector.endpoint, { otlpTimeoutMs: 20 });
    expect(processed).toEqual({ timeout: 3 });
  });

  it('drops at the end the spans that a slow collector has not accepted after two seconds', async () => {
    collector = await startCollector('silent');
    const { processed } = await exportTo(collector.endpoint, { otlpTimeoutMs: 600_000 });
    expect(processed).toEqual({ abandoned: 3 });
  });

  it('keeps one batch being sent and a queue of spans, and no more', async () => {
    collector = await startCollector();
    const { processed } = await exportTo(collector.endpoint, {
      maxTraceQueueSpans: 10,
      count: 100,
    });
    expect(processed).toEqual({ '': 20, queue_full: 80 });
  });
});

/** Returns a port on which nothing listens any more. */
async function unusedAddress(): Promise<AddressInfo> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return address;
}
