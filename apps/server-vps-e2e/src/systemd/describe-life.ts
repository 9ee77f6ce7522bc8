import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import type { Given } from './given.ts';
import { SOCKETS } from './service.ts';

const ALIVE = /^tscratch is alive and the time is /;
const SETTINGS = '/etc/default/server-vps';
const defaults = readFileSync(
  join(workspacePath, 'apps/server-vps/systemd/server-vps.env'),
  'utf8',
);

/** What an administrator sees of a service that is well. */
export function describeLife({ generation, service }: Given): void {
  const { version, isReportedTo } = generation;

  it('has units of which systemd-analyze has this to say', () => {
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

  it('leaves the program little to reach', () => {
    const command = ['systemd-analyze', 'security', '--no-pager', '--threshold=15', 'server-vps'];
    const verdict = service()
      .host.run(...command)
      .split('\n')
      .at(-1)
      ?.trim();
    process.stdout.write(`systemd ${version}: ${verdict ?? ''}\n`);
  });

  it('has started when what is ordered after it begins', () => {
    // 200 of /readyz is of a server that is ready: one that only listens answers 503.
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

  it('answers, as a user made for it, with nothing to hold on to', () => {
    expect(service().ask()).toMatch(ALIVE);
    const { MainPID = '' } = service().show('MainPID');
    const status = service().host.run('cat', `/proc/${MainPID}/status`);
    expect(Number(/^Uid:\t(\d+)/m.exec(status)?.[1])).toBeGreaterThanOrEqual(61184); // systemd.exec(5)
    expect(status).toMatch(/^CapEff:\t0+$/m);
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    expect(status).toMatch(/^Seccomp:\t2$/m); // SECCOMP_MODE_FILTER, proc(5)
  });

  it('is healthy, and administered by root alone', () => {
    const { host } = service();
    expect(host.run('server-vps', 'healthcheck')).toBe('');
    expect(host.run('server-vps', 'admin', 'GET', '/')).toContain('/loggers');
    expect(host.run('stat', '--format=%U %a', '/run/server-vps/admin.sock')).toBe('root 600');
  });

  it('reloads without an end', () => {
    const before = service().show('MainPID');
    service().host.run('systemctl', 'reload', 'server-vps');
    expect(service().show('MainPID')).toEqual(before);
    expect(service().ask()).toMatch(ALIVE);
    if (isReportedTo) expect(service().journal()).toContain('Reloaded server-vps.service');
  });

  it('starts again after a crash, and answers who asked meanwhile', () => {
    service().host.run('systemctl', 'kill', '--signal=SIGKILL', 'server-vps');
    expect(service().ask()).toMatch(ALIVE);
    expect(service().show('NRestarts')).toEqual({ NRestarts: '1' });
  });

  it('takes its settings from /etc/default/server-vps', () => {
    const { host, ask } = service();
    host.write('/srv/www/version.txt', 'by the file\n');
    // Every default as the file gives it: systemd has to read them as the program does.
    const everySetting = defaults.replaceAll(/^#(?=[A-Z_]+=)/gm, '');
    host.write(SETTINGS, everySetting.replace(/^FILES_ROOT=$/m, 'FILES_ROOT=/srv/www'));
    host.run('systemctl', 'restart', 'server-vps');
    expect(ask('/version.txt')).toBe('by the file');
    host.write(SETTINGS, defaults);
  });

  it('stops with success', () => {
    service().host.run('systemctl', 'stop', ...SOCKETS, 'server-vps');
    expect(service().show('ActiveState,Result,ExecMainStatus')).toEqual({
      ActiveState: 'inactive',
      Result: 'success',
      ExecMainStatus: '0',
    });
  });

  it('is started by the first who connects', () => {
    const { host, show, ask } = service();
    host.run('systemctl', 'start', ...SOCKETS);
    expect(show('ActiveState')).toEqual({ ActiveState: 'inactive' });
    expect(ask()).toMatch(ALIVE);
    host.run('systemctl', 'start', 'server-vps'); // waits for a start that is under way
    expect(show('ActiveState')).toEqual({ ActiveState: 'active' });
  });

  it('takes this long to start, and this much memory', () => {
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
