import type { Given } from './given.ts';
import type { SystemdHost } from '@tscratch/tools/testing/systemd-host';

interface FaultRow {
  readonly name: string;
  /** Lines for the section [Service]. */
  readonly lines?: readonly string[];
  readonly arrange?: (host: SystemdHost) => void;
  readonly clear?: (host: SystemdHost) => void;
  /** Expected status text of the unit. */
  readonly says: string;
  readonly unit?: string;
  /** Expected exit status of the program; 0 if it keeps serving. */
  readonly exitCode: number;
}

const SQUATTER = '/run/systemd/system/squatter';

const FAULTS: readonly FaultRow[] = [
  {
    name: 'a wrong setting',
    lines: ['Environment=PORT=eighty'],
    says: 'Cannot read PORT="eighty": expected a whole number from 0 to 65535',
    exitCode: 78,
  },
  {
    name: 'a PORT that differs from the socket',
    lines: ['Environment=PORT=9999'],
    says: 'Cannot apply PORT="9999": the socket passed as "http" listens on 0.0.0.0:8080; unset PORT, or change ListenStream= in its socket unit',
    exitCode: 78,
  },
  {
    name: 'a missing token',
    lines: ['Environment=ADMIN_PORT=9001'],
    says: 'Cannot open ADMIN_PORT=9001: expected a token; set ADMIN_TOKEN_FILE or ADMIN_READ_TOKEN_FILE to a file that contains one',
    exitCode: 78,
  },
  {
    name: 'a missing credential',
    lines: ['LoadCredential=admin-token:/etc/server-vps/admin-token'],
    // The journal of the host names it; the process that logs this may exit before its unit is known.
    says: 'status=243/CREDENTIALS',
    exitCode: 243,
  },
  {
    name: 'a port in use',
    arrange: (host) => {
      host.write(`${SQUATTER}.socket`, '[Socket]\nListenStream=0.0.0.0:8080\n');
      host.write(`${SQUATTER}.service`, '[Service]\nExecStart=/bin/true\n');
      host.run('systemctl', 'daemon-reload');
      host.run('systemctl', 'start', 'squatter.socket');
    },
    clear: (host) => void host.run('systemctl', 'stop', 'squatter.socket'),
    says: 'Cannot listen on port 8080 of 0.0.0.0: another process is using it; stop that process or set PORT to another port',
    exitCode: 69,
  },
  {
    name: 'a full disk, for the admin socket',
    arrange: (host) => {
      host.run('mkdir', '--parents', '/run/server-vps');
      host.run('mount', '-t', 'tmpfs', '-o', 'nr_inodes=1', 'tmpfs', '/run/server-vps');
    },
    clear: (host) => void host.run('umount', '/run/server-vps'),
    says: 'Failed to create listening socket (/run/server-vps/admin.sock): No space left on device',
    unit: 'server-vps-admin.socket',
    exitCode: 0,
  },
];

/** Tests each fault of the service, with the message that its administrator reads. */
export function describeFaults({ service }: Given): void {
  describe('reports in its status:', () => {
    beforeEach(() => {
      service().reset();
    });
    afterAll(() => {
      service().reset();
    });

    it.each(FAULTS)('$name', async ({ lines = [], arrange, clear, says, unit, exitCode }) => {
      const { host, override } = service();
      override(...lines);
      arrange?.(host);
      const { exitCode: startedWith } = host.attempt('systemctl', 'start', 'server-vps');
      // With 252, the health check of a service that has exited connects, which starts it again, 5 times.
      const ended = ['systemctl', 'show', 'server-vps', '--property=ExecMainStatus'];
      await host.until(ended, (text) => text.trim() === `ExecMainStatus=${exitCode}`);
      const status = ['systemctl', 'status', '--full', '--no-pager', unit ?? 'server-vps'];
      await host.until(status, (text) => text.includes(says));
      service().reset();
      clear?.(host);
      expect(startedWith).toBe(exitCode === 0 ? 0 : 1);
    });

    it('and does not restart if a restart cannot help', () => {
      service().override('LoadCredential=admin-token:/etc/server-vps/admin-token');
      service().host.attempt('systemctl', 'start', 'server-vps');
      expect(service().show('ActiveState,ExecMainStatus,NRestarts')).toEqual({
        ActiveState: 'failed',
        ExecMainStatus: '243',
        NRestarts: '0',
      });
    });
  });
}
