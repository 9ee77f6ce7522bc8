import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createLog } from '../telemetry/log/log.ts';
import { createMetrics } from '../telemetry/metrics/create-metrics.ts';
import { exchangeRaw } from '../../testing/exchange-raw.ts';
import { readMetric } from '../../testing/read-metric.ts';
import { startApp } from '../../testing/start-app.ts';
import { until } from '../../testing/until.ts';
import { createRefusals, type RefusalReason } from './refusals.ts';

function start(level: 'info' | 'debug' = 'info') {
  const lines: Record<string, unknown>[] = [];
  const take = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  const metrics = createMetrics();
  const clock = { nowMs: 0 };
  const note = createRefusals({
    metrics,
    log: createLog({ level, now: () => new Date(0), take }),
    monotonicMs: () => clock.nowMs,
  });
  const noteTimes = (count: number, reason: RefusalReason): void => {
    for (let index = 0; index < count; index += 1) note({ reason, clientAddress: '192.0.2.1' });
  };
  const counts = () => readMetric(metrics, 'http.server.refusals');
  return { lines, clock, note, noteTimes, counts };
}

describe('createRefusals()', () => {
  it('counts a refusal by reason, and logs what is known of it', () => {
    const { note, lines, counts } = start();
    note({ reason: 'malformed', status: 400, code: 'HPE_X', clientAddress: '192.0.2.1' });
    expect(lines).toEqual([
      {
        level: 'info',
        time: '1970-01-01T00:00:00.000Z',
        reason: 'malformed',
        status: 400,
        code: 'HPE_X',
        clientAddress: '192.0.2.1',
        msg: 'refused',
      },
    ]);
    expect(counts()).toEqual({ malformed: 1 });
  });

  it('logs ten lines of a reason in a second, and later how many it left out', () => {
    const { noteTimes, lines, clock, counts } = start();
    noteTimes(25, 'malformed');
    noteTimes(1, 'timeout');
    expect(lines).toHaveLength(11);
    clock.nowMs = 999;
    noteTimes(1, 'malformed');
    expect(lines).toHaveLength(11);
    clock.nowMs = 1_000;
    noteTimes(2, 'malformed');
    expect(lines.slice(11)).toMatchObject([{ suppressedCount: 16 }, {}]);
    expect(lines[12]).not.toHaveProperty('suppressedCount');
    expect(counts()).toEqual({ malformed: 28, timeout: 1 });
  });

  it('logs silence at debug only', () => {
    const [atInfo, atDebug] = [start('info'), start('debug')];
    for (const { noteTimes } of [atInfo, atDebug]) noteTimes(1, 'silence');
    expect([atInfo.lines.length, atDebug.lines.length]).toEqual([0, 1]);
    expect(atInfo.counts()).toEqual({ silence: 1 });
  });
});

describe('noteDrops()', () => {
  it('notes a connection past their limit', async () => {
    await using app = await startApp({ settings: { maxConnections: 1 } });
    const first = connect(app.port, '127.0.0.1');
    await once(app.server, 'connection');
    await text(connect(app.port, '127.0.0.1'));
    await until(() => app.log().length === 1);
    expect(app.log()).toMatchObject([
      { logger: 'http', reason: 'connection_limit', clientAddress: '127.0.0.1', msg: 'refused' },
    ]);
    first.destroy();
  });

  it('notes a request past the limit of its connection', async () => {
    await using app = await startApp({ settings: { maxRequestsPerConnection: 1 }, observers: [] });
    const head = 'GET / HTTP/1.1\r\nHost: a';
    await exchangeRaw(app.port, `${head}\r\n\r\n${head}`);
    expect(app.log()).toMatchObject([
      { reason: 'request_limit', status: 503, clientAddress: '127.0.0.1', msg: 'refused' },
    ]);
  });
});
