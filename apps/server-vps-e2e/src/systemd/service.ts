import type { SystemdHost } from '@tscratch/tools/testing/systemd-host';

export const SOCKETS = ['server-vps.socket', 'server-vps-ops.socket', 'server-vps-admin.socket'];

const DROP_INS = '/run/systemd/system/server-vps.service.d';
/** Lines for all tests; those of a test come later. */
const SET = `${DROP_INS}/80-set.conf`;
/** Removed by `reset`, and by a restart of the host. */
const OVERRIDE = `${DROP_INS}/90-test.conf`;

/** Controls the service on a host, like its administrator. */
export interface Service {
  readonly host: SystemdHost;
  /** Properties of the service, or of another unit: `systemctl show`. */
  readonly show: (properties: string, unit?: string) => Readonly<Record<string, string>>;
  readonly journal: () => string;
  /** Requests a path over loopback, on a new connection. */
  readonly ask: (path?: string, port?: number) => string;
  /** Sets lines of the unit's section [Service] for good. */
  readonly set: (...lines: readonly string[]) => void;
  /** Overrides lines of the unit's section [Service], like `systemctl edit --runtime`. */
  readonly override: (...lines: readonly string[]) => void;
  /** Stops all units and removes the overrides. */
  readonly reset: () => void;
}

export function createService(host: SystemdHost): Service {
  const dropIn = (path: string, lines: readonly string[]): void => {
    host.write(path, ['[Service]', ...lines, ''].join('\n'));
    host.run('systemctl', 'daemon-reload');
  };
  return {
    host,
    show: (properties, unit = 'server-vps') =>
      parseProperties(host.run('systemctl', 'show', unit, `--property=${properties}`)),
    journal: () => host.run('journalctl', '--unit=server-vps', '--output=cat', '--no-pager'),
    ask: (path = '/', port = 8080) =>
      host.run(
        'curl',
        '--silent',
        '--show-error',
        '--fail',
        '--max-time',
        '20',
        `http://127.0.0.1:${port}${path}`,
      ),
    set: (...lines) => {
      dropIn(SET, lines);
    },
    override: (...lines) => {
      dropIn(OVERRIDE, lines);
    },
    reset: () => {
      host.run('systemctl', 'stop', ...SOCKETS, 'server-vps');
      host.run('rm', '--force', OVERRIDE);
      host.run('systemctl', 'daemon-reload');
      host.run('systemctl', 'reset-failed');
    },
  };
}

function parseProperties(text: string): Readonly<Record<string, string>> {
  const lines = text
    .split('\n')
    .map((line) => [line.split('=')[0], line.slice(line.indexOf('=') + 1)]);
  return Object.fromEntries(lines) as Record<string, string>;
}
