import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describeWith } from '@tscratch/tools/testing/describe-with';
import { inspect, needEngine } from '@tscratch/tools/testing/engine';
import { runProgram, tryProgram } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import { loadImage } from '../load-image.ts';

const PROJECT = 'tscratch-e2e-compose';
const text = readFileSync(join(workspacePath, 'apps/server-scratch/deploy/compose.yaml'), 'utf8');

/** The plugin of Docker, or its predecessor docker-compose, which Debian still has. */
const compose = [['docker', 'compose'] as const, ['docker-compose'] as const].find(
  ([command, ...args]) => tryProgram(command, [...args, 'version']).exitCode === 0,
);
const need = {
  found: compose !== undefined && needEngine('docker').found,
  reason: 'neither docker compose nor docker-compose is installed',
};

describeWith(need, 'the compose file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'compose-'));
  const path = join(folder, 'compose.yaml');
  let id: string;

  const runCompose = (...args: readonly string[]): string => {
    const [command, ...first] = compose ?? ['docker-compose'];
    return runProgram(command, [...first, '-p', PROJECT, '-f', path, ...args]);
  };

  beforeAll(() => {
    loadImage('docker');
    writeFileSync(path, withFreePorts(text));
    runCompose('up', '-d');
    id = runCompose('ps', '-q', 'server');
  }, 30_000);
  afterAll(() => {
    runCompose('down', '--volumes');
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['User', '.Config.User', '65532:65532'],
    ['ReadonlyRootfs', '.HostConfig.ReadonlyRootfs', true],
    ['CapDrop', '.HostConfig.CapDrop', ['ALL']],
    ['SecurityOpt', '.HostConfig.SecurityOpt', ['no-new-privileges:true']],
    ['Memory', '.HostConfig.Memory', 256 * 1024 * 1024],
    ['MemorySwap', '.HostConfig.MemorySwap', 256 * 1024 * 1024],
    ['PidsLimit', '.HostConfig.PidsLimit', 64],
    ['StopTimeout', '.Config.StopTimeout', 30],
    ['RestartPolicy', '.HostConfig.RestartPolicy.Name', 'unless-stopped'],
    [
      'Healthcheck',
      '.Config.Healthcheck.Test',
      ['CMD', '/server', '--probe', 'http://${OPS_HOST:-127.0.0.1}:${OPS_PORT:-9000}/livez'],
    ],
  ])('passes to the engine: %s', (_, field, expected) => {
    expect(inspect('docker', id, field)).toEqual(expected);
  });

  it('leaves no volume behind', () => {
    expect(inspect('docker', id, '.Mounts')).toEqual([]);
  });

  it('publishes health and metrics on loopback only, and the service to all', () => {
    const published = [...text.matchAll(/^ {6}- '([\d.:]+)'$/gm)].map(([, port]) => port);
    expect(published).toEqual(['8080:8080', '127.0.0.1:9000:9000']);
  });

  it('starts a server that answers, is healthy and has an admin API', async () => {
    for (let attempt = 1; inspect('docker', id, '.State.Health.Status') === 'starting'; attempt++) {
      if (attempt > 100) break;
      await setTimeout(100);
    }
    expect(inspect('docker', id, '.State.Health.Status')).toBe('healthy');
    const answer = await fetch(`http://${runCompose('port', 'server', '8080')}/`);
    expect(await answer.text()).toContain('tscratch is alive');
    const admin = tryProgram('docker', ['exec', id, '/server', 'admin', 'GET', '/']);
    expect(admin).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('allows the server more time than its drain takes', () => {
    const config = tryProgram('docker', ['exec', id, '/server', 'config']).stdout;
    const [, drainMs] = /^DRAIN_TIMEOUT_MS=(\d+)/m.exec(config) ?? [];
    expect(Number(inspect('docker', id, '.Config.StopTimeout')) * 1000).toBeGreaterThan(
      Number(drainMs),
    );
  });

  it('stops after every request is answered', () => {
    runCompose('stop');
    expect(inspect('docker', id, '.State')).toMatchObject({ ExitCode: 0, OOMKilled: false });
  });
});

/** The same file with ports that the kernel chooses and a health check each second, to save time. */
function withFreePorts(file: string): string {
  return file
    .replace(`'8080:8080'`, `'127.0.0.1::8080'`)
    .replace(`'127.0.0.1:9000:9000'`, `'127.0.0.1::9000'`)
    .replace('interval: 10s', 'interval: 1s');
}
