import { spawnSync } from 'node:child_process';
import { toBatch } from '../../../testing/to-batch.ts';
import { startCollector } from '../../../testing/start-collector.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import { createExports, type Exports } from './exports.ts';

const hasProtoc = spawnSync('protoc', ['--version']).status === 0;
const mustDecode = hasProtoc || process.env['CI'] === 'true'; // CI must have it installed
const why = mustDecode ? '' : ' (protobuf-compiler not installed)';

/** Returns what a collector receives, decoded without a schema, in one line. */
async function decode(send: (exports: Exports) => Promise<unknown>): Promise<string> {
  await using collector = await startCollector();
  const target = (signal: string) => ({
    url: `${collector.endpoint}/v1/${signal}`,
    protocol: 'http/protobuf' as const,
    headers: { 'content-type': 'application/x-protobuf' },
    timeoutMs: 5_000,
    compression: 'none' as const,
  });
  const resource = { 'service.name': 'example' };
  await send(createExports({ resource, metrics: target('metrics'), logs: target('logs') }));
  const { stdout, stderr } = spawnSync('protoc', ['--decode_raw'], {
    input: collector.batches[0]?.bytes,
  });
  expect(stderr.toString()).toBe('');
  return stdout.toString().replaceAll(/\s+/g, ' ');
}

/** Returns a fixed64 of nanoseconds as protoc shows it. */
function fixed64(timeMs: number): string {
  return `0x${(BigInt(timeMs) * 1_000_000n).toString(16).padStart(16, '0')}`;
}

const startMs = Date.parse('2026-11-21T23:36:00.000Z');
const endMs = startMs + 60_000;

(mustDecode ? describe : describe.skip)(`protoc, the decoder of Protocol Buffers${why}`, () => {
  it('reads the metrics that are sent by http/protobuf', async () => {
    const metrics = createMetrics();
    metrics.counter({ name: 'app.jobs', unit: '{job}', description: 'Jobs.' })({ a: 'b' }).add(0.5);
    metrics.gauge({ name: 'app.heat', unit: 'Cel', description: 'Heat.' })().set(0.5);
    const described = { name: 'app.time', unit: 's', description: 'Time.', bounds: [0.5] };
    metrics.histogram(described)().record(0.5);
    const families = metrics.snapshot();
    const text = await decode((exports) =>
      exports.metrics({ families, temporality: 'cumulative', startMs, endMs }),
    );
    const times = `2: ${fixed64(startMs)} 3: ${fixed64(endMs)}`;
    const half = '0x3fe0000000000000';
    // The numbers of fields are those of opentelemetry-proto: metrics.proto and common.proto.
    for (const part of [
      '1 { 1: "service.name" 2 { 1: "example" } }',
      `1: "app.jobs" 2: "Jobs." 3: "{job}" 7 { 1 { ${times} 4: ${half} 7 { 1: "a" 2 { 1: "b" } } } 2: 2 3: 1 }`,
      `1: "app.heat" 2: "Heat." 3: "Cel" 5 { 1 { ${times} 4: ${half} } }`,
      `1: "app.time" 2: "Time." 3: "s" 9 { 1 { ${times} 4: 0x0000000000000001 5: ${half} 6: "\\001`,
    ])
      expect(text).toContain(part);
  });

  it('reads the log lines that are sent by http/protobuf', async () => {
    const line = {
      level: 'warn',
      time: '2026-11-21T23:36:00.000Z',
      logger: 'orders',
      count: 7,
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: '4142434445464748',
      msg: 'größer',
    };
    const text = await decode((exports) => exports.logs(toBatch(`${JSON.stringify(line)}\n`)));
    // The numbers of fields are those of opentelemetry-proto: logs.proto and common.proto.
    for (const part of [
      '1 { 1: "service.name" 2 { 1: "example" } }',
      '1 { 1: "orders" }',
      `1: ${fixed64(startMs)} 2: 13 3: "warn" 5 { 1: "gr\\303\\266\\303\\237er" }`,
      '6 { 1: "count" 2 { 3: 7 } }',
      '10: "ABCDEFGH"',
    ])
      expect(text).toContain(part);
  });
});
