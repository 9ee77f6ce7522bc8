import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { trace } from '@opentelemetry/api';
import { createTestWorld } from '../../../testing/test-world.ts';
import { startTestTracing } from '../../../testing/start-test-tracing.ts';
import { createLog } from '../log/log.ts';
import { createMetrics } from '../metrics/create-metrics.ts';

/** Returns the body that a collector receives for one span. */
async function exportSpan(): Promise<Buffer> {
  const { now, stdout, monotonicMs } = createTestWorld();
  const bodies: Promise<Buffer>[] = [];
  const server = createServer((request, response) => {
    bodies.push(buffer(request));
    response.end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const log = createLog({ level: 'info', now, take: (line) => stdout.write(line) });
  const options = { log, metrics: createMetrics(), monotonicMs };
  const tracing = await startTestTracing(`http://127.0.0.1:${port}`, {}, options);
  const attributes = { word: 'größer', count: 7, share: 0.5, isTrue: true, list: ['a', 'b'] };
  trace.getTracer('test').startSpan('work', { attributes }).addEvent('halfway').end();
  await tracing.stop();
  server.closeAllConnections();
  await once(server.close(), 'close');
  return (await bodies[0]) ?? Buffer.of();
}

const hasProtoc = spawnSync('protoc', ['--version']).status === 0;
const mustDecode = hasProtoc || process.env['CI'] === 'true'; // CI must have it installed
const why = mustDecode ? '' : ' (protobuf-compiler not installed)';

(mustDecode ? describe : describe.skip)(`protoc, the decoder of Protocol Buffers${why}`, () => {
  it('reads what the exporter sends by http/protobuf', async () => {
    const { stdout, stderr } = spawnSync('protoc', ['--decode_raw'], { input: await exportSpan() });
    expect(stderr.toString()).toBe('');
    const text = stdout.toString().replaceAll(/\s+/g, ' ');
    // The numbers of fields are those of opentelemetry-proto: trace.proto and common.proto.
    for (const part of [
      '1 { 1: "service.name" 2 { 1: "example" } }',
      '5: "work" 6: 1 ', // name, SPAN_KIND_INTERNAL
      '9 { 1: "word" 2 { 1: "gr\\303\\266\\303\\237er" } }',
      '9 { 1: "count" 2 { 3: 7 } }',
      '9 { 1: "share" 2 { 4: 0x3fe0000000000000 } }',
      '9 { 1: "isTrue" 2 { 2: 1 } }',
      '9 { 1: "list" 2 { 5 { 1 { 1: "a" } 1 { 1: "b" } } } }',
      '2: "halfway"',
    ])
      expect(text).toContain(part);
  });
});
