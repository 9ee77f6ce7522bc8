import type { Given } from './given.ts';
import { makeUpgrade } from './install-service.ts';
import { sendLoad } from './send-load.ts';
import { SOCKETS } from './service.ts';

const CLIENTS = 4;

/** Tests that clients do not notice a new process. */
export function describeUpgrade({ generation, service }: Given): void {
  it.each([
    ['a restart', () => ['systemctl', 'restart', 'server-vps']],
    ['an upgrade', () => ['dpkg', '--install', makeUpgrade(service().host)]],
  ])('loses no request during %s under load', async (name, plan) => {
    const { host, show } = service();
    host.run('systemctl', 'start', 'server-vps');
    const command = plan();
    const pid = show('MainPID');
    const sockets = SOCKETS.map((socket) => show('ActiveEnterTimestampMonotonic', socket));

    const url = `http://${host.address}:8080/`;
    const loads = (['kept', 'fresh'] as const).map((connections) => ({
      connections,
      ...sendLoad(url, connections, CLIENTS),
    }));
    const untilMore = () => Promise.all(loads.map((load) => load.untilMore(100)));
    await untilMore();
    await host.runBeside(...command);
    await untilMore();
    await Promise.all(loads.map(({ stop }) => stop()));

    for (const { connections, tally } of loads)
      process.stdout.write(
        `systemd ${generation.version}: ${name}, ${connections} connections: ${tally.requestCount} requests, ${tally.failures.length} failures\n`,
      );
    expect(loads.flatMap(({ tally }) => tally.failures)).toEqual([]);
    expect(show('MainPID')).not.toEqual(pid);
    expect(SOCKETS.map((socket) => show('ActiveEnterTimestampMonotonic', socket))).toEqual(sockets);
  });
}
