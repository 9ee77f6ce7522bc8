import type { Given } from './given.ts';
import { SOCKETS } from './service.ts';

const UNITS = ['', '-ops', '-admin'].map((part) => `server-vps${part}@8081.socket`);
const INSTANCE = 'server-vps@8081';
const BROKEN = 'server-vps@8082';

/** Tests a second server of the same host, from the template units. */
export function describeInstances({ generation, service }: Given): void {
  const { isReportedTo } = generation;
  const verify = ['systemd-analyze', 'verify', '--man=no'];

  it('has templates in which systemd finds what it finds in the service', () => {
    const units = [`${INSTANCE}.service`, ...UNITS];
    const { stdout, stderr } = service().host.attempt(...verify, ...units);
    const stripped = (lines: readonly string[]) =>
      new Set(lines.map((line) => line.replace(/^.*?:\d+: /, '')));
    const findings = `${stdout}${stderr}`.trim().split('\n').filter(Boolean);
    expect(stripped(findings)).toEqual(stripped(generation.findings));
  });

  it('starts an instance on its ports, with its settings, beside the service', () => {
    const { host, show, ask } = service();
    host.run('systemctl', 'start', ...SOCKETS, 'server-vps');
    host.write('/srv/8081/version.txt', 'of 8081\n');
    host.write('/etc/default/server-vps-8081', 'FILES_ROOT=/srv/8081\n');
    host.run('systemctl', 'enable', '--quiet', '--now', `${INSTANCE}.service`);
    expect(show('ActiveState', INSTANCE)).toEqual({ ActiveState: 'active' });
    expect(ask('/version.txt', 8081)).toBe('of 8081');
    expect(JSON.parse(ask('/readyz', 18_081))).toMatchObject({ status: 'pass' });
    expect(ask()).toContain('tscratch is alive');
    for (const unit of UNITS) expect(host.run('systemctl', 'is-enabled', unit)).toBe('enabled');
    const { StatusText } = show('StatusText', INSTANCE);
    expect(StatusText).toBe(isReportedTo ? 'ready on 0.0.0.0:8081' : '');
  });

  it('gives each an admin API of its own, and another user', () => {
    const { host, show } = service();
    const socket = 'ADMIN_SOCKET=/run/server-vps-8081/admin.sock';
    const settings = host.run('env', socket, 'server-vps', 'admin', 'GET', '/settings');
    expect(settings).toContain('/srv/8081');
    const users = ['server-vps', INSTANCE].map((unit) => {
      const { MainPID = '' } = show('MainPID', unit);
      return host.run('stat', '--format=%u', `/proc/${MainPID}`);
    });
    expect(new Set(users).size).toBe(2);
  });

  it('lets an instance with a wrong setting fail alone', () => {
    const { host, show, ask } = service();
    host.write('/etc/default/server-vps-8082', 'PORT=8083\n');
    expect(host.attempt('systemctl', 'start', BROKEN).exitCode).toBe(1);
    expect(host.run('journalctl', `--unit=${BROKEN}`, '--output=cat', '--no-pager')).toContain(
      'Cannot apply PORT="8083": the socket passed as "http" listens on 0.0.0.0:8082',
    );
    expect(show('NRestarts', BROKEN)).toEqual({ NRestarts: '0' });
    expect([ask('/version.txt', 8081), ask()]).toEqual(['of 8081', expect.any(String)]);
    host.run('systemctl', 'stop', 'server-vps*@8082.socket', BROKEN);
    host.run('systemctl', 'reset-failed');
  });

  it('stops an instance alone', () => {
    const { host, show, ask, reset } = service();
    host.run('systemctl', 'disable', '--quiet', `${INSTANCE}.service`);
    host.run('systemctl', 'stop', ...UNITS, INSTANCE);
    expect(show('ActiveState,Result', INSTANCE)).toEqual({
      ActiveState: 'inactive',
      Result: 'success',
    });
    expect(ask()).toContain('tscratch is alive');
    reset();
  });
}
