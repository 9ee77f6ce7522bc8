import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createLoggers } from '../../telemetry/log/loggers.ts';
import { createMetrics } from '../../telemetry/metrics/create-metrics.ts';
import { createTestWorld, TEST_TIME } from '../../../testing/test-world.ts';
import { observeRedirects } from './observe-redirects.ts';
import { createRedirect } from './redirect-to-https.ts';

/** Sends a request to an observed listener, and returns its log and counts after the end of the connection. */
async function observed(line: string, ratio = 1) {
  const world = createTestWorld();
  const { now, monotonicMs, schedule } = world;
  const sink = { write: world.stdout.write, push: () => undefined };
  const loggers = createLoggers({ now, monotonicMs, schedule, level: 'info', sink });
  const metrics = createMetrics();
  const log = loggers.named('http');
  const observe = observeRedirects({ metrics, log, monotonicMs, ratio, random: () => 0.5 });
  const server = createRedirect({ httpsPort: 443, observe });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(`${line} HTTP/1.1\r\nHost: example.org\r\n\r\n`);
  await text(socket);
  await once(server.close(), 'close');
  const [counted] = metrics.snapshot();
  const lines = world.written.stdout().split('\n').filter(Boolean);
  return { lines: lines.map((one) => JSON.parse(one) as unknown), series: counted?.series };
}

describe('observeRedirects()', () => {
  it('logs a line without the query, and counts the status', async () => {
    const { lines, series } = await observed('GET /orders?token=secret');
    expect(lines).toEqual([
      {
        level: 'info',
        time: TEST_TIME,
        logger: 'http',
        listener: 'redirect',
        method: 'GET',
        path: '/orders',
        status: 308,
        durationMs: 0,
        clientAddress: '127.0.0.1',
        msg: 'request',
      },
    ]);
    expect(series).toEqual([{ attributes: { 'http.response.status_code': '308' }, value: 1 }]);
  });

  it.each([
    ['OPTIONS *', '400'],
    [`GET /${'x'.repeat(9_000)}`, '414'],
  ])('observes the refusal of %.9s', async (line, status) => {
    const { lines, series } = await observed(line);
    expect(lines).toMatchObject([{ status: Number(status) }]);
    expect(series).toMatchObject([{ attributes: { 'http.response.status_code': status } }]);
  });

  it('logs only a share of the lines, and counts all', async () => {
    const { lines, series } = await observed('GET /', 0.5);
    expect([lines, series]).toMatchObject([[], [{ value: 1 }]]);
  });
});
