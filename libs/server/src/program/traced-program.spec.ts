import { join } from 'node:path';
import { startCollector } from '../../testing/start-collector.ts';
import { ended, listening, startProgram } from '../../testing/start-program.ts';

const main = join(import.meta.dirname, '../../testing/programs/traced.fixture.ts');
const traceId = '0af7651916cd43dd8448eb211c80319c';

describe('a program with a collector', () => {
  it.each([
    ['continues the traces of its trusted proxies', '127.0.0.0/8', true],
    ['starts a new trace if the client is not a trusted proxy', '192.0.2.0/24', false],
    ['starts a new trace if it has no trusted proxies', '', false],
  ])('%s', async (_, TRUSTED_PROXIES, isContinued) => {
    await using collector = await startCollector();
    const env = { TRUSTED_PROXIES, OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
    const program = startProgram(main, { env });
    const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
    const headers = { traceparent, 'X-Forwarded-For': '198.51.100.7' };
    expect((await fetch(await listening(program), { headers })).status).toBe(200);
    program.kill('SIGTERM');
    await ended(program);
    expect(collector.spans.map((span) => span.traceId === traceId)).toEqual([isContinued]);
    expect(collector.spans[0]?.attributes['client.address']).toBe(
      isContinued ? '198.51.100.7' : '127.0.0.1',
    );
  });

  it.each([
    [{ OTEL_TRACES_EXPORTER: 'none' }, []],
    [{ OTEL_SDK_DISABLED: 'TRUE' }, []],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, ['application/x-protobuf']],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, ['application/json']],
  ])('with %j sends %j', async (env, types) => {
    await using collector = await startCollector();
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
    const program = startProgram(main, { env: { ...endpoint, ...env } });
    expect((await fetch(await listening(program))).status).toBe(200);
    program.kill('SIGTERM');
    await ended(program);
    expect(collector.requests.map(({ headers }) => headers['content-type'])).toEqual(types);
  });
});
