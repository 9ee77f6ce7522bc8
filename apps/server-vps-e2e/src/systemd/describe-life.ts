import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import type { Given } from './given.ts';
import { SOCKETS } from './service.ts';

const ALIVE = /^tscratch is alive and the time is /;
const UNNAMED = '/run/systemd/system/server-vps.socket.d/unnamed.conf';
const SETTINGS = '/etc/default/server-vps';
const defaults = readFileSync(
  join(workspacePath, 'apps/server-vps/systemd/server-vps.env'),
  'utf8',
);

/** Tests what an administrator sees of a healthy service. */
export function describeLife({ generation, service }: Given): void {
  const { version, isReportedTo } = generation;

  it('has units with these results of systemd-analyze', () => {
    const units = ['server-vps.service', ...SOCKETS].map(
      (name) => `/usr/lib/systemd/system/${name}`,
    );
    const { stdout, stderr } = service().host.attempt(
      'systemd-analyze',
      'verify',
      '--man=no',
      ...units,
    );
    expect(`${stdout}${stderr}`.trim().split('\n').filter(Boolean)).toEqual(generation.findings);
  });

  it('exposes little to the program', () => {
    const command = ['systemd-analyze', 'security', '--no-pager', '--threshold=15', 'server-vps'];
    const verdict = service()
      .host.run(...command)
      .split('\n')
      .at(-1)
      ?.trim();
    process.stdout.write(`systemd ${version}: ${verdict ?? ''}\n`);
  });

  it('has started before units that are ordered after it', () => {
    // /readyz answers 200 only when the server is ready; a server that only listens answers 503.
    const ready = service().host.run(
      'systemd-run',
      '--quiet',
      '--wait',
      '--pipe',
      '--service-type=oneshot',
      '--property=Requires=server-vps.service',
      '--property=After=server-vps.service',
      'curl',
      '--silent',
      '--show-error',
      '--fail',
      'http://127.0.0.1:9000/readyz',
    );
    expect(JSON.parse(ready)).toMatchObject({ status: 'pass' });
    const { StatusText } = service().show('StatusText');
    expect(StatusText).toBe(isReportedTo ? 'ready on 0.0.0.0:8080' : '');
  });

  it('answers, as a dynamic user without capabilities', () => {
    expect(service().ask()).toMatch(ALIVE);
    const { MainPID = '' } = service().show('MainPID');
    const status = service().host.run('cat', `/proc/${MainPID}/status`);
    expect(Number(/^Uid:\t(\d+)/m.exec(status)?.[1])).toBeGreaterThanOrEqual(61184); // systemd.exec(5)
    expect(status).toMatch(/^CapEff:\t0+$/m);
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    expect(status).toMatch(/^Seccomp:\t2$/m); // SECCOMP_MODE_FILTER, proc(5)
  });

  it('is healthy, and only root can use its admin API', () => {
    const { host } = service();
    expect(host.run('server-vps', 'healthcheck')).toBe('');
    expect(host.run('server-vps', 'admin', 'GET', '/')).toContain('/loggers');
    expect(host.run('stat', '--format=%U %a', '/run/server-vps/admin.sock')).toBe('root 600');
  });

  it('reloads without a restart', () => {
    const before = service().show('MainPID');
    service().host.run('systemctl', 'reload', 'server-vps');
    expect(service().show('MainPID')).toEqual(before);
    expect(service().ask()).toMatch(ALIVE);
    if (isReportedTo) expect(service().journal()).toContain('Reloaded server-vps.service');
  });

  it('restarts after a crash, and answers the requests sent meanwhile', () => {
    service().host.run('systemctl', 'kill', '--signal=SIGKILL', 'server-vps');
    expect(service().ask()).toMatch(ALIVE);
    expect(service().show('NRestarts')).toEqual({ NRestarts: '1' });
  });

  it('reads its settings from /etc/default/server-vps', () => {
    const { host, ask } = service();
    host.write('/srv/www/version.txt', 'by the file\n');
    // Every default from the file: systemd must parse them like the program.
    const everySetting = defaults.replaceAll(/^#(?=[A-Z_]+=)/gm, '');
    host.write(SETTINGS, everySetting.replace(/^FILES_ROOT=$/m, 'FILES_ROOT=/srv/www'));
    const { exitCode } = host.attempt('systemctl', 'restart', 'server-vps');
    host.write(SETTINGS, defaults); // before the check, so that a refused file does not fail the tests after it
    expect(exitCode).toBe(0);
    expect(ask('/version.txt')).toBe('by the file');
  });

  it('stops with success', () => {
    service().host.run('systemctl', 'stop', ...SOCKETS, 'server-vps');
    expect(service().show('ActiveState,Result,ExecMainStatus')).toEqual({
      ActiveState: 'inactive',
      Result: 'success',
      ExecMainStatus: '0',
    });
  });

  it('is started by the first connection', () => {
    const { host, show, ask } = service();
    host.run('systemctl', 'start', ...SOCKETS);
    expect(show('ActiveState')).toEqual({ ActiveState: 'inactive' });
    expect(ask()).toMatch(ALIVE);
    host.run('systemctl', 'start', 'server-vps'); // waits for the start in progress
    expect(show('ActiveState')).toEqual({ ActiveState: 'active' });
  });

  it('takes its only socket without FileDescriptorName= as http', () => {
    const { host, ask, journal } = service();
    host.write(UNNAMED, '[Socket]\nFileDescriptorName=\n');
    host.run('systemctl', 'daemon-reload');
    host.run('systemctl', 'restart', 'server-vps');
    expect(ask()).toMatch(ALIVE);
    expect(journal()).toContain('taking the only socket without FileDescriptorName= as http');
    host.run('rm', UNNAMED);
    host.run('systemctl', 'daemon-reload');
    host.run('systemctl', 'reset-failed', 'server-vps'); // its starts so far count towards StartLimitBurst=
  });

  it('starts in this time, and uses this much memory', () => {
    const { host, show } = service();
    host.run('systemctl', 'restart', 'server-vps');
    const { MainPID = '', ...shown } = show(
      'MainPID,MemoryCurrent,InactiveExitTimestampMonotonic,ActiveEnterTimestampMonotonic',
    );
    const [begunUsec, activeUsec, cgroupBytes] = [
      shown['InactiveExitTimestampMonotonic'],
      shown['ActiveEnterTimestampMonotonic'],
      shown['MemoryCurrent'],
    ].map(Number) as [number, number, number];
    const status = host.run('cat', `/proc/${MainPID}/status`);
    const residentKb = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
    expect(activeUsec).toBeGreaterThan(begunUsec);
    process.stdout.write(
      `systemd ${version}: active in ${Math.round((activeUsec - begunUsec) / 1_000)} ms; memory of its control group ${(cgroupBytes / 1e6).toFixed(1)} MB, resident ${(residentKb / 1e3).toFixed(1)} MB\n`,
    );
  });
}
