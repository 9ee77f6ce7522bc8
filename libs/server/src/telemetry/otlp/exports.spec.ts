import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { metricsOf, recordsOf, resourceOf } from '../../../testing/read-otlp-json.ts';
import { toBatch } from '../../../testing/to-batch.ts';
import { startCollector, type Collector } from '../../../testing/start-collector.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import { createExports, type Exports } from './exports.ts';
import { renderLogsBatch } from './render-logs-batch.ts';

const START_MS = Date.parse('2026-11-21T23:36:00.000Z');
const END_MS = START_MS + 60_000;

function exportsTo(
  { endpoint }: Pick<Collector, 'endpoint'>,
  compression: 'none' | 'gzip' = 'none',
): Exports {
  const target = (signal: string) => ({
    url: `${endpoint}/v1/${signal}`,
    protocol: 'http/json' as const,
    headers: { 'content-type': 'application/json', 'api-key': 'k' },
    timeoutMs: 5_000,
    compression,
  });
  const resource = { 'service.name': 'example', 'service.instance.id': 'i' };
  return createExports({ resource, metrics: target('metrics'), logs: target('logs') });
}

function example() {
  const metrics = createMetrics();
  metrics.counter({ name: 'app.jobs', unit: '{job}', description: 'Jobs.' })({ a: 'b' }).add(3);
  const bytes = { name: 'app.memory', unit: 'By', description: 'Memory.' };
  metrics.observe({ ...bytes, kind: 'gauge' }, () => [
    { attributes: { of: 'heap' }, value: -1.5 },
    { attributes: { of: 'unknown' }, value: NaN },
    { attributes: { of: 'unbounded' }, value: Infinity },
  ]);
  metrics.observe({ name: 'target.info', unit: '', description: '', kind: 'gauge' }, () => [
    { value: 1 },
  ]);
  metrics.gauge({ name: 'app.unused', unit: '1', description: 'Has no series.' });
  const time = metrics.histogram({ name: 'app.time', unit: 's', description: 'T.', bounds: [1] })();
  for (const value of [0.5, 2, 3]) time.record(value);
  return metrics.snapshot();
}

const batch = {
  families: example(),
  temporality: 'cumulative',
  startMs: START_MS,
  endMs: END_MS,
} as const;

/** Level and time as the log writes them; an app can add fields of the same names, of which the last one counts. */
const TIMED = '"level":"info","time":"2026-11-21T23:36:00.123Z"';

describe('createExports()', () => {
  it('sends metrics under their own names, with the times of their counts', async () => {
    await using collector = await startCollector();
    const exported = await exportsTo(collector).metrics(batch);
    expect(exported).toEqual({ count: 3, reason: undefined });
    const [received = { bytes: Buffer.of() }] = collector.batches;
    expect(collector.requests[0]).toMatchObject({
      path: '/v1/metrics',
      headers: { 'api-key': 'k' },
    });
    expect(resourceOf(received)).toMatchObject({
      'service.name': 'example',
      'service.instance.id': 'i',
      'telemetry.sdk.language': 'nodejs',
    });
    const times = {
      startTimeUnixNano: `${START_MS}000000`,
      timeUnixNano: `${END_MS}000000`,
    };
    expect(metricsOf(received)).toEqual([
      {
        name: 'app.jobs',
        unit: '{job}',
        description: 'Jobs.',
        sum: {
          aggregationTemporality: 2,
          isMonotonic: true,
          dataPoints: [
            { attributes: [{ key: 'a', value: { stringValue: 'b' } }], asDouble: 3, ...times },
          ],
        },
      },
      {
        name: 'app.memory',
        unit: 'By',
        description: 'Memory.',
        gauge: {
          dataPoints: [
            {
              attributes: [{ key: 'of', value: { stringValue: 'heap' } }],
              asDouble: -1.5,
              ...times,
            },
          ],
        },
      },
      {
        name: 'app.time',
        unit: 's',
        description: 'T.',
        histogram: {
          aggregationTemporality: 2,
          dataPoints: [
            {
              attributes: [],
              sum: 5.5,
              count: 3,
              bucketCounts: [1, 2],
              explicitBounds: [1],
              ...times,
            },
          ],
        },
      },
    ]);
  });

  it('sends log lines with severity, ids of the trace and what is left as attributes', async () => {
    await using collector = await startCollector();
    const ids = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
    const time = '2026-11-21T23:36:00.123Z';
    const lines = [
      { level: 'info', time, logger: 'http', status: 200, durationMs: 1.5, ...ids, msg: 'request' },
      {
        level: 'fatal',
        time,
        err: { type: 'E', message: 'lost', stack: 'E: lost\n at a' },
        msg: 'x',
      },
      { level: 'warn', time, logger: 'otlp', msg: 'cannot export log lines, dropping them' },
      { level: 'trace', time, order: { id: 7, tags: ['a', null] } },
    ];
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    expect(await exportsTo(collector).logs(toBatch(text))).toEqual({ count: 3, reason: undefined });
    const records = collector.batches.flatMap(recordsOf);
    expect(
      records.map(({ severityNumber, severityText, scope }) => [
        severityNumber,
        severityText,
        scope,
      ]),
    ).toEqual([
      [9, 'info', 'http'],
      [21, 'fatal', '@tscratch/server'],
      [1, 'trace', '@tscratch/server'],
    ]);
    expect(records[0]).toMatchObject({
      ...ids,
      timeUnixNano: `${Date.parse(time)}000000`,
      body: { stringValue: 'request' },
      attributes: { status: 200, durationMs: 1.5 },
    });
    expect(Object.keys(records[0]?.attributes ?? {})).toEqual(['status', 'durationMs']);
    expect(records[1]?.attributes).toEqual({
      'exception.type': 'E',
      'exception.message': 'lost',
      'exception.stacktrace': 'E: lost\n at a',
    });
    expect(records[2]).not.toHaveProperty('traceId');
    expect(JSON.stringify(records[2]?.attributes)).toContain('"intValue":7');
  });

  it.each([
    ['is no JSON', 'not JSON'],
    ['is no object', '[1]'],
    ['is null', 'null'],
    ['has a time that is none', '{"level":"info","time":"soon"}'],
    ['has a time that is no text', '{"level":"info","time":{}}'],
  ])('sends the lines beside one of the app that %s, and that line', (_, line) => {
    const good = `{${TIMED},"msg":"good"}`;
    for (const protocol of ['http/json', 'http/protobuf'] as const) {
      const { count, bytes } = renderLogsBatch(toBatch(`${line}\n${good}\n`), {}, protocol);
      expect(count).toBe(2);
      expect(Buffer.from(bytes).includes('good')).toBe(true);
    }
  });

  it('keeps a line without fields as its message, and ids of the app that are of no trace', async () => {
    await using collector = await startCollector();
    const lines = [
      'not JSON',
      '{"level":"info","time":"soon","traceId":7,"spanId":"zz","msg":"x"}',
    ];
    await exportsTo(collector).logs(toBatch(lines.map((line) => `${line}\n`).join('')));
    const [unparsed, odd] = collector.batches.flatMap(recordsOf);
    expect(unparsed).toMatchObject({ body: { stringValue: 'not JSON' }, timeUnixNano: '0' });
    expect(odd).toMatchObject({ body: { stringValue: 'x' }, severityNumber: 9, timeUnixNano: '0' });
    expect(odd?.attributes).toEqual({ traceId: 7, spanId: 'zz' });
    expect(odd).not.toHaveProperty('traceId');
  });

  it('sends nothing of the exporters alone', async () => {
    await using collector = await startCollector();
    const line = '{"level":"warn","time":"2026-11-21T23:36:00.123Z","logger":"otlp","msg":"x"}\n';
    expect(await exportsTo(collector).logs(toBatch(line))).toEqual({ count: 0, reason: undefined });
    expect(collector.requests).toEqual([]);
  });

  it('compresses by gzip', async () => {
    await using collector = await startCollector();
    await exportsTo(collector, 'gzip').metrics(batch);
    expect(collector.requests[0]?.headers['content-encoding']).toBe('gzip');
    expect(collector.batches.flatMap(metricsOf)).toHaveLength(3);
  });

  it('says why a batch is dropped', async () => {
    await using refusing = await startCollector(404);
    expect(await exportsTo(refusing).metrics(batch)).toEqual({ count: 3, reason: '404' });
  });

  it.each<[string, string, object | undefined]>([
    [
      'says what it has rejected',
      '{"partialSuccess":{"rejectedDataPoints":"2","errorMessage":"too old"}}',
      { rejectedCount: 2, message: 'too old' },
    ],
    ['is malformed', '<html>', undefined],
    [
      'is too large',
      JSON.stringify({ partialSuccess: { errorMessage: 'x'.repeat(1e5) } }),
      undefined,
    ],
  ])('keeps a batch accepted whose answer %s', async (_, answer, partial) => {
    await using collector = await startCollector(200, undefined, answer);
    const exported = await exportsTo(collector).metrics(batch);
    expect(exported).toEqual({ count: 3, reason: undefined, partial });
  });

  it('keeps a batch accepted whose answer breaks off', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{', () => response.destroy());
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const exported = await exportsTo({ endpoint }).metrics(batch);
    expect(exported).toEqual({ count: 3, reason: undefined });
    server.close();
  });

  it('drops what is being sent when it is abandoned', async () => {
    await using silent = await startCollector('silent');
    const exporting = exportsTo(silent);
    const arrived = new Promise<void>((resolve) => {
      silent.onBatch(resolve);
    });
    const exported = exporting.metrics(batch);
    await arrived;
    exporting.abandon();
    expect(await exported).toEqual({ count: 3, reason: 'abandoned' });
  });
});
