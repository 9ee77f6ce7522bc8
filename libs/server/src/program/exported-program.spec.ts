import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressesOf } from '../../testing/addresses-of.ts';
import { makeCertificate } from '../../testing/make-certificate.ts';
import { metricsOf, recordsOf, resourceOf } from '../../testing/read-otlp-json.ts';
import { startCollector, type Collector } from '../../testing/start-collector.ts';
import { ended, listening, logged, startProgram } from '../../testing/start-program.ts';

const main = join(import.meta.dirname, '../../testing/programs/traced.fixture.ts');

function environmentOf({ endpoint }: Collector) {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'otlp',
  };
}

/** Returns the messages of all exported lines. */
const messagesOf = ({ batches }: Collector) =>
  batches.flatMap(recordsOf).map(({ body }) => body.stringValue);

/** Returns how many requests the latest metrics count. */
function countedBy({ batches }: Collector): number {
  const [latest] = batches.filter((batch) => metricsOf(batch).length > 0).slice(-1);
  const durations = metricsOf(latest ?? { bytes: Buffer.of() }).find(
    ({ name }) => name === 'http.server.request.duration',
  );
  const points = durations?.histogram?.dataPoints ?? [];
  return points.reduce((sum, { count = 0 }) => sum + count, 0);
}

describe('a program that exports metrics and its log', () => {
  it.each([
    ['1', 'off'],
    ['2', 'off'],
    ['1', '0'],
    ['2', '0'],
  ])(
    'sends all of both with %s serving threads and OPS_PORT=%s',
    async (SERVING_THREADS, OPS_PORT) => {
      await using collector = await startCollector();
      const env = { ...environmentOf(collector), SERVING_THREADS, OPS_PORT };
      const program = startProgram(main, { env });
      const names = OPS_PORT === 'off' ? (['http'] as const) : (['http', 'ops'] as const);
      const { http } = await addressesOf<'http' | 'ops'>(program, names);
      for (let index = 0; index < 10; index += 1) {
        const headers = { connection: 'close' }; // so that several threads answer
        expect((await fetch(`http://${http}`, { headers })).status).toBe(200);
      }
      program.kill('SIGTERM');
      expect(await ended(program)).toMatchObject({ exitCode: 0, stderr: '' });
      const messages = messagesOf(collector);
      expect(messages).toContain('starting');
      expect(messages.at(-1)).toBe('stopped');
      expect(messages.filter((message) => message === 'request')).toHaveLength(10);
      expect(countedBy(collector)).toBe(10);
      const requests = collector.batches.flatMap(recordsOf).filter(({ scope }) => scope === 'http');
      const traceIds = collector.spans.map(({ traceId }) => traceId);
      expect(requests.map(({ traceId }) => traceId).toSorted()).toEqual(traceIds.toSorted());
      const resources = [...collector.batches.map(resourceOf), collector.resource()];
      expect(new Set(resources.map((resource) => JSON.stringify(resource))).size).toBe(1);
      expect(resources[0]).toMatchObject({ 'service.name': 'traced', 'service.version': '1.2.3' });
    },
  );

  it.each([
    ['1', 'off'],
    ['2', 'off'],
    ['1', '0'],
  ])(
    'trusts CA_FILE with %s serving threads and OPS_PORT=%s',
    async (SERVING_THREADS, OPS_PORT) => {
      using directory = mkdtempDisposableSync(join(tmpdir(), 'ca-'));
      const files = makeCertificate(directory.path, 'collector');
      await using collector = await startCollector(200, files);
      const env = {
        ...environmentOf(collector),
        SERVING_THREADS,
        OPS_PORT,
        CA_FILE: files.certPath,
      };
      const program = startProgram(main, { env });
      await addressesOf<'http' | 'ops'>(program, OPS_PORT === 'off' ? ['http'] : ['http', 'ops']);
      program.kill('SIGTERM');
      expect((await ended(program)).exitCode).toBe(0);
      expect(messagesOf(collector)).toContain('starting');
      expect(collector.batches.flatMap(metricsOf)).not.toEqual([]);
    },
  );

  it('sends only spans to an endpoint for all signals', async () => {
    await using collector = await startCollector();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
    const program = startProgram(main, { env });
    await fetch(await listening(program));
    program.kill('SIGTERM');
    await ended(program);
    expect(collector.requests.map(({ path }) => path)).toEqual(['/v1/traces']);
  });

  it('does not export what it logs of a failing export, and ends in order', async () => {
    await using collector = await startCollector(503);
    const env = { ...environmentOf(collector), OTEL_BLRP_SCHEDULE_DELAY: '1' };
    const program = startProgram(main, { env });
    const told = await logged(program, 'cannot export log lines, dropping them');
    expect(told).toMatchObject({
      logger: 'otlp',
      reason: '503',
      collector: `${collector.endpoint}/v1/logs`,
    });
    program.kill('SIGTERM');
    expect((await ended(program)).exitCode).toBe(0);
    expect(messagesOf(collector)).toContain('stopped');
    expect(messagesOf(collector).filter((message) => message.startsWith('cannot'))).toEqual([]);
  });

  it('ends two seconds after its last request although a collector never answers', async () => {
    await using collector = await startCollector('silent');
    const env = {
      ...environmentOf(collector),
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_EXPORTER_OTLP_TIMEOUT: '600000',
    };
    const program = startProgram(main, { env });
    await listening(program);
    program.kill('SIGTERM');
    expect((await ended(program)).exitCode).toBe(0);
  });
});
