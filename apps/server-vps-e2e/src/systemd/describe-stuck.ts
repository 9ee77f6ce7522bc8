import type { Given } from './given.ts';

/** The same server with a route that blocks the event loop; the unit is ours, the program is Node itself. */
const BLOCKING = [
  'ExecStart=',
  'ExecStart=/workspace/node_modules/.bin/node /workspace/libs/server/testing/programs/service.fixture.ts',
  'NoExecPaths=',
  'ExecPaths=',
  'Environment=SERVING_THREADS=1', // with more, a stuck thread is replaced, and the main thread is not stuck
];

/** Tests a stuck main thread. */
export function describeStuck({ generation, service }: Given): void {
  const { isReportedTo } = generation;

  describe('with a stuck main thread', () => {
    beforeAll(() => {
      const watchdog = isReportedTo ? 'WatchdogSec=2' : 'Environment=LIVENESS_STALL_MS=500';
      service().override(...BLOCKING, watchdog);
      service().host.run('systemctl', 'start', 'server-vps');
      const block = [
        '--silent',
        '--max-time',
        '1',
        '--request',
        'POST',
        'http://127.0.0.1:8080/block',
      ];
      service().host.attempt('curl', ...block);
    });
    afterAll(() => {
      service().host.attempt('systemctl', 'kill', '--signal=SIGKILL', 'server-vps');
      service().reset();
    });

    it('logs the stack of the stuck thread to the journal', async () => {
      const journal = ['journalctl', '--unit=server-vps', '--output=cat', '--no-pager'];
      await service().host.until(journal, (text) =>
        /is stuck.*blockForEver|blockForEver.*is stuck/.test(text),
      );
    });

    if (isReportedTo)
      it('is killed by the watchdog after that, and restarts', async () => {
        const restarts = ['systemctl', 'show', 'server-vps', '--property=NRestarts'];
        await service().host.until(restarts, (text) => text.trim() === 'NRestarts=1');
        const lines = service().journal().split('\n');
        const [stack, kill] = [/blockForEver/, /Watchdog timeout \(limit 2s\)!/].map((pattern) =>
          lines.findLastIndex((line) => pattern.test(line)),
        ) as [number, number];
        expect(stack).toBeGreaterThan(-1);
        expect(kill).toBeGreaterThan(stack);
        expect(lines.join('\n')).toContain("Failed with result 'watchdog'");
        expect(service().ask('/livez', 9000)).toContain('pass');
      });
    else
      it('is not killed, because systemd expects no notifications', () => {
        expect(service().show('ActiveState,NRestarts')).toEqual({
          ActiveState: 'active',
          NRestarts: '0',
        });
      });
  });
}
