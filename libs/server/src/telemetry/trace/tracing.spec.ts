import { join } from 'node:path';
import { startCollector } from '../../../testing/start-collector.ts';
import {
  ended,
  listening,
  startProgram,
  type ProgramResult,
} from '../../../testing/start-program.ts';

const fixture = join(import.meta.dirname, '../../../testing/programs/traced.fixture.ts');

/** Starts a server as a process, asks it once, stops it, and gives its end. */
async function askOnce(env: Readonly<Record<string, string>>): Promise<ProgramResult> {
  const program = startProgram(fixture, { env });
  const response = await fetch(await listening(program));
  expect(response.status).toBe(200);
  program.kill('SIGTERM');
  return ended(program);
}

jest.setTimeout(30_000); // each test starts a process, and a silent collector takes two seconds more

describe('a traced server', () => {
  it('sends its last spans before it ends', async () => {
    await using collector = await startCollector();
    const end = await askOnce({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
    expect(end).toMatchObject({ exitCode: 0, stderr: '' });
    expect(collector.spans.map(({ name }) => name)).toEqual(['GET /']);
    expect(collector.resource()).toMatchObject({ 'service.name': 'traced' });
  });

  it.each([503, 'silent'] as const)('ends by itself though the collector is %s', async (status) => {
    await using collector = await startCollector(status);
    const end = await askOnce({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
    expect(end).toMatchObject({ exitCode: 0, stderr: '' });
    expect(end.stdout).toContain('"msg":"cannot export spans, dropping them"');
  });

  it('takes nothing of the SDK from variables that are not settings', async () => {
    await using collector = await startCollector();
    await askOnce({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_ATTRIBUTE_COUNT_LIMIT: '1',
      OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '1',
    });
    expect(Object.keys(collector.spans[0]?.attributes ?? {}).length).toBeGreaterThan(1);
  });
});
