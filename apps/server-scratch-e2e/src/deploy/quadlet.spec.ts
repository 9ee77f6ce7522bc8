import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithImage } from '@tscratch/tools/testing/engine';
import { bootHost, type SystemdHost } from '@tscratch/tools/testing/systemd-host';
import { workspacePath } from '@tscratch/tools/testing/workspace';

const FOLDER = '/etc/containers/systemd';
const UNIT = 'server-scratch.service';
const NAME = 'systemd-server-scratch';
const source = (file: string): string =>
  readFileSync(join(workspacePath, 'apps/server-scratch/deploy/quadlet', file), 'utf8');
const container = source('server-scratch.container');

const image = { name: 'tscratch-e2e/podman:trixie', remedy: 'which .ci/run makes' };
describeWithImage(image, "the quadlet under Debian 13's Podman", (engine) => {
  let host: SystemdHost;

  beforeAll(async () => {
    // Podman's layers need a file system that is not itself one of layers.
    host = await bootHost(engine, image.name, ['--volume=/var/lib/containers']);
    host.run('mount', '-o', 'remount,rw', '/proc/sys'); // for the network of the container
    host.write(`${FOLDER}/server-scratch.container`, container);
    host.write(`${FOLDER}/server-scratch.volume`, source('server-scratch.volume'));
    host.run('podman', 'load', '--input', '/workspace/dist/apps/server-scratch/image.tar');
    host.run('systemctl', 'daemon-reload');
    host.run('systemctl', 'start', UNIT);
  }, 120_000);
  afterAll(() => {
    host.remove();
  });

  const show = (properties: string): readonly string[] =>
    host.run('systemctl', 'show', UNIT, `--property=${properties}`).split('\n');
  const inspect = (field: string): unknown =>
    JSON.parse(host.run('podman', 'inspect', '--format', `{{json ${field}}}`, NAME));

  it('is accepted by the generator without a warning', () => {
    const { exitCode, stderr } = host.attempt('/usr/libexec/podman/quadlet', '--dryrun');
    expect([exitCode, stderr.replaceAll(/.*Loading source unit file.*\n/g, '')]).toEqual([0, '']);
  });

  it('counts as started once the server is healthy', () => {
    expect(show('ActiveState')).toEqual(['ActiveState=active']);
    expect(inspect('.State.Health.Status')).toBe('healthy');
  });

  it.each([
    ['ReadonlyRootfs', '.HostConfig.ReadonlyRootfs', true],
    ['capabilities', '.EffectiveCaps', []],
    ['SecurityOpt', '.HostConfig.SecurityOpt', ['no-new-privileges']],
    ['User', '.Config.User', '65532:65532'],
    ['Memory', '.HostConfig.Memory', 256 * 1024 * 1024],
    ['PidsLimit', '.HostConfig.PidsLimit', 64],
    ['StopTimeout', '.Config.StopTimeout', 30],
    [
      'Healthcheck',
      '.Config.Healthcheck.Test',
      ['CMD', '/server', '--probe', 'http://${OPS_HOST:-127.0.0.1}:${OPS_PORT:-9000}/livez'],
    ],
  ])('passes to the engine: %s', (_, field, expected) => {
    expect(inspect(field) ?? []).toEqual(expected);
  });

  it('answers other machines on the port of the service, and on that of health this one only', async () => {
    const answer = await fetch(`http://${host.address}:8080/`);
    expect(await answer.text()).toContain('tscratch is alive');
    expect(inspect('.HostConfig.PortBindings')).toEqual({
      '8080/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }],
      '9000/tcp': [{ HostIp: '127.0.0.1', HostPort: '9000' }],
    });
  });

  it('has an admin API in its volume', () => {
    const about = host.run('podman', 'exec', NAME, '/server', 'admin', 'GET', '/');
    expect(about).toContain('"name": "server-scratch"');
  });

  it('allows the server more time than its drain takes, and lets systemd wait longer', () => {
    const config = host.run('podman', 'exec', NAME, '/server', 'config');
    const [, drainMs] = /^DRAIN_TIMEOUT_MS=(\d+)/m.exec(config) ?? [];
    const seconds = (key: string) =>
      Number(new RegExp(`^${key}=(\\d+)$`, 'm').exec(container)?.[1]);
    expect(seconds('StopTimeout') * 1000).toBeGreaterThan(Number(drainMs));
    expect(seconds('TimeoutStopSec')).toBeGreaterThan(seconds('StopTimeout'));
  });

  it('is started again after a crash', async () => {
    host.run('podman', 'kill', '--signal=KILL', NAME);
    await host.until(['systemctl', 'show', UNIT, '--property=NRestarts,ActiveState'], (text) =>
      /NRestarts=1\s+ActiveState=active|ActiveState=active\s+NRestarts=1/.test(text),
    );
  }, 30_000);

  it('stops after every request is answered, and removes its container', () => {
    host.run('systemctl', 'stop', UNIT);
    expect(show('Result,ExecMainStatus').toSorted()).toEqual([
      'ExecMainStatus=0',
      'Result=success',
    ]);
    expect(host.attempt('podman', 'container', 'exists', NAME).exitCode).toBe(1);
  }, 30_000);

  it('is not started again with a wrong setting, which the journal names', () => {
    host.write(
      `${FOLDER}/server-scratch.container.d/test.conf`,
      '[Container]\nEnvironment=LOG_LEVEL=loud\n',
    );
    host.run('systemctl', 'daemon-reload');
    expect(host.attempt('systemctl', 'start', UNIT).exitCode).toBe(1);
    expect(show('ActiveState,ExecMainStatus,NRestarts').toSorted()).toEqual([
      'ActiveState=failed',
      'ExecMainStatus=78',
      'NRestarts=0',
    ]);
    const journal = host.run('journalctl', `--unit=${UNIT}`, '--output=cat', '--no-pager');
    expect(journal).toContain('Cannot read LOG_LEVEL="loud"');
  }, 30_000);
});
