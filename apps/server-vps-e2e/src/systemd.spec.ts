import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithImage } from '@tscratch/tools/testing/engine';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import { bootHost, type SystemdHost } from './systemd-host.ts';
import { binaryPath, packagePath } from './workspace.ts';

const IMAGE = {
  name: 'tscratch-e2e/systemd:bookworm',
  remedy: 'see apps/server-vps-e2e/README.md',
};
const UNIT = '/etc/systemd/system/server-vps.service';
const defaultsFile = readFileSync(
  join(workspacePath, 'apps/server-vps/systemd/server-vps.env'),
  'utf8',
);
const URL = 'http://127.0.0.1:8080';

describeWithImage(IMAGE, 'the unit under systemd as PID 1', (engine) => {
  let host: SystemdHost;

  beforeAll(async () => {
    host = await bootHost(engine, IMAGE.name);
    host.copyIn(binaryPath, '/usr/local/bin/server-vps');
    host.copyIn(join(packagePath, 'server-vps.service'), UNIT);
    host.run('systemctl', 'daemon-reload');
  });
  afterAll(() => {
    host.remove();
  });

  const answers = (path = '/') => ['curl', '--silent', '--show-error', '--fail', `${URL}${path}`];
  const show = (...properties: readonly string[]): Record<string, string> => {
    const output = host.run(
      'systemctl',
      'show',
      'server-vps',
      `--property=${properties.join(',')}`,
    );
    return Object.fromEntries(
      output.split('\n').map((line) => line.split('=') as [string, string]),
    );
  };

  function configure(settings: string): void {
    const folder = mkdtempSync(join(tmpdir(), 'settings '));
    writeFileSync(join(folder, 'server-vps'), settings);
    host.copyIn(join(folder, 'server-vps'), '/etc/default/server-vps');
    rmSync(folder, { recursive: true });
  }

  it('is one that systemd-analyze has nothing to say about', () => {
    expect(host.run('systemd-analyze', 'verify', UNIT)).toBe('');
  });

  it('starts the program, as a user made for it', async () => {
    host.run('systemctl', 'start', 'server-vps');
    await host.until(answers(), (text) => text.startsWith('tscratch is alive'));
    const { MainPID = '' } = show('MainPID');
    expect(Number(host.run('stat', '--format=%u', `/proc/${MainPID}`))).toBeGreaterThanOrEqual(
      61184,
    );
  });

  it('is healthy, and administered by root', async () => {
    const ready = ['curl', '--silent', 'http://127.0.0.1:9000/readyz'];
    await host.until(ready, (text) => text.includes('pass'));
    expect(host.run('/usr/local/bin/server-vps', 'healthcheck')).toBe('');
    expect(host.run('/usr/local/bin/server-vps', 'admin', 'GET', '/')).toContain('/loggers');
  });

  it('gives it a folder for the socket of administration that no other user enters', () => {
    expect(host.run('stat', '--dereference', '--format=%a', '/run/server-vps').trim()).toBe('700');
  });

  it('keeps it to the system calls of @system-service', () => {
    const { MainPID = '', ...settings } = show('MainPID', 'DynamicUser', 'SystemCallFilter');
    expect(settings['DynamicUser']).toBe('yes');
    // systemctl shows the group by its members: these two are in it, and reboot is not.
    expect(settings['SystemCallFilter']?.split(' ')).toEqual(
      expect.arrayContaining(['epoll_wait', 'memfd_create']),
    );
    expect(settings['SystemCallFilter']?.split(' ')).not.toContain('reboot');
    const status = host.run('cat', `/proc/${MainPID}/status`);
    expect(status).toMatch(/^Seccomp:\t2$/m); // SECCOMP_MODE_FILTER, proc(5)
  });

  it('leaves it little to reach', () => {
    const verdict = host.run('systemd-analyze', 'security', '--threshold=15', 'server-vps');
    process.stdout.write(`${verdict.split('\n').at(-1)?.trim() ?? ''}\n`);
  });

  it('stops it with success', () => {
    host.run('systemctl', 'stop', 'server-vps');
    expect(show('ActiveState', 'Result', 'ExecMainStatus')).toEqual({
      ActiveState: 'inactive',
      Result: 'success',
      ExecMainStatus: '0',
    });
  });

  it('takes its settings from /etc/default/server-vps', async () => {
    host.run('mkdir', '--parents', '/srv/www');
    host.run('cp', '/etc/debian_version', '/srv/www/version.txt');
    // Every default as the file gives it: systemd has to read them as the program does.
    const everySetting = defaultsFile.replaceAll(/^#(?=[A-Z_]+=)/gm, '');
    configure(everySetting.replace(/^FILES_ROOT=$/m, 'FILES_ROOT=/srv/www'));
    host.run('systemctl', 'restart', 'server-vps');
    await host.until(answers('/version.txt'), (text) => text.startsWith('12.'));
  });

  it('starts it again after a crash', async () => {
    host.run('systemctl', 'kill', '--signal=SIGKILL', 'server-vps');
    await host.until(
      ['systemctl', 'show', 'server-vps', '--property=NRestarts'],
      (text) => text.trim() === 'NRestarts=1',
    );
    await host.until(answers('/version.txt'), (text) => text.startsWith('12.'));
  });

  it('does not start it again with settings that it refuses', async () => {
    configure('PORT=eighty\n');
    host.run('systemctl', 'restart', 'server-vps');
    await host.until(
      ['systemctl', 'is-active', 'server-vps'],
      (state) => state.trim() === 'failed',
    );
    expect(show('NRestarts', 'ExecMainStatus')).toEqual({ NRestarts: '0', ExecMainStatus: '78' });
    expect(host.run('journalctl', '--unit=server-vps', '--output=cat')).toContain(
      'Cannot read PORT="eighty"',
    );
  });
});
