import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { addressesOf } from '../../testing/addresses-of.ts';
import { startCollector } from '../../testing/start-collector.ts';
import { hasTool, startPrometheus } from '../../testing/start-prometheus.ts';
import { ended, startProgram, type ProgramProcess } from '../../testing/start-program.ts';
import { until } from '../../testing/until.ts';

const main = join(import.meta.dirname, '../../testing/programs/traced.fixture.ts');

const hasPromtool = hasTool('promtool', process.env);
const hasPrometheus = hasTool('prometheus', process.env);

describe('the metrics of a traced program', () => {
  let program: ProgramProcess;
  let addresses: Readonly<Record<'http' | 'ops', string>>;
  let collector: Awaited<ReturnType<typeof startCollector>>;
  beforeEach(async () => {
    collector = await startCollector();
    const env = { OPS_PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
    program = startProgram(main, { env });
    addresses = await addressesOf(program, ['http', 'ops']);
    expect((await fetch(`http://${addresses.http}`)).status).toBe(200);
  });
  afterEach(async () => {
    program.kill('SIGTERM');
    await ended(program);
    await collector[Symbol.asyncDispose]();
  });

  it.each([
    ['*/*', 'text/plain; version=0.0.4; charset=utf-8', false],
    [
      'application/openmetrics-text',
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
      true,
    ],
  ])('have, for %s, the type %s and exemplars: %j', async (accept, type, hasExemplars) => {
    const response = await fetch(`http://${addresses.ops}/metrics`, { headers: { accept } });
    expect(response.headers.get('content-type')).toBe(type);
    expect((await response.text()).includes(' # {trace_id="')).toBe(hasExemplars);
  });

  (hasPromtool ? it : it.skip)(
    `are accepted by promtool${hasPromtool ? '' : ' (prometheus not installed)'}`,
    async () => {
      const input = await (await fetch(`http://${addresses.ops}/metrics`)).text();
      const { status, stderr } = spawnSync('promtool', ['check', 'metrics'], { input });
      expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' });
    },
  );

  (hasPrometheus ? it : it.skip)(
    `are scraped by Prometheus with their exemplars${hasPrometheus ? '' : ' (prometheus not installed)'}`,
    async () => {
      const headers = { accept: 'application/openmetrics-text' };
      const text = await (await fetch(`http://${addresses.ops}/metrics`, { headers })).text();
      const [, traceId = 'none'] = /trace_id="(\w{32})"/.exec(text) ?? [];
      await using prometheus = await startPrometheus([addresses.ops]);
      const query = 'query=http_server_request_duration_seconds_bucket&start=0&end=9999999999';
      await until(async () => {
        const answer = JSON.stringify(await prometheus.ask(`query_exemplars?${query}`));
        return answer.includes(`"trace_id":"${traceId}"`);
      });
    },
  );
});
