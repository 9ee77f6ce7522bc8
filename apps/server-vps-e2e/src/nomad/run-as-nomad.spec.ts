import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  startServer,
  stopServer,
  waitUntilReady,
  type ServerContainer,
} from '@tscratch/tools/testing/container';
import { describeWithEngine, type Engine } from '@tscratch/tools/testing/engine';
import { runProgram, tryProgram, type Outcome } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import { readPackageFile } from '../workspace.ts';
import { fillIn, makeTaskFolder } from './allocation.ts';
import { parseJob, type Job } from './job.ts';

const imagePath = join(workspacePath, 'dist/apps/server-vps/image.tar');
const isRoot = process.getuid?.() === 0;
const readJob = (name: string): Promise<Job> =>
  parseJob(name, readPackageFile(`${name}.nomad.hcl`).toString());

async function findFreePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return String(port);
}

describe.each(['server-vps', 'server-vps.raw-exec'])('the task of %s, started by hand', (name) => {
  let job: Job;
  let folder: string;
  let known: Record<string, string>;
  let env: Record<string, string>;
  let child: ChildProcess;

  beforeAll(async () => {
    job = await readJob(name);
    folder = makeTaskFolder(job);
    const [http, ops] = await Promise.all([findFreePort(), findFreePort()]);
    known = { NOMAD_IP_http: '127.0.0.1', NOMAD_PORT_http: http };
    known = { ...known, NOMAD_IP_ops: '127.0.0.1', NOMAD_PORT_ops: ops };
    env = { ...fillIn(job.env, known), NOMAD_SECRETS_DIR: join(folder, 'secrets') };
    const user = isRoot ? { uid: job.secretFile.uid, gid: job.secretFile.gid } : {};
    const command = join(folder, String(job.config['command']));
    child = spawn(command, { cwd: folder, env, stdio: 'ignore', ...user });
    await waitUntilReady(`http://127.0.0.1:${ops}/readyz`);
  });
  afterAll(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  it('answers every check of the job', async () => {
    for (const { port, path } of job.checks) {
      const url = `http://${known[`NOMAD_IP_${port}`]}:${known[`NOMAD_PORT_${port}`]}${path}`;
      expect([path, (await fetch(url)).status]).toEqual([path, 200]);
    }
  });

  it('answers at the port of the service', async () => {
    const label = String(job.service['port']);
    const answer = await fetch(`http://127.0.0.1:${known[`NOMAD_PORT_${label}`]}/`);
    expect(await answer.text()).toContain('tscratch is alive');
  });

  /** Runs a command like `nomad alloc exec`: in the environment of the task, as its user. */
  const exec = (...args: readonly string[]): Outcome => {
    const { uid, gid } = job.secretFile;
    const user = isRoot ? ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'] : [];
    const [program = '', ...rest] = [...user, String(job.config['command']), ...args];
    return tryProgram(program, rest, { cwd: folder, env: { ...env, PATH: process.env['PATH'] } });
  };

  it('is administered over the socket in its secrets directory', () => {
    const { exitCode, stdout, stderr } = exec('admin', 'GET', '/');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('/loggers');
  });

  it('reads the secret that Nomad rendered, and masks it', () => {
    const { stdout } = exec('config');
    expect(stdout).toMatch(/^ADMIN_TOKEN=.*admin-token/m);
    expect(stdout).not.toContain('tscratchtscratch');
  });

  it('exits with 0 after the kill signal of the job', async () => {
    child.kill(job.killSignal as NodeJS.Signals);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

for (const name of ['server-vps.docker', 'server-vps.docker-load'])
  describeWithEngine(`the task of ${name}, started by hand`, (engine) => {
    declareImageTests(name, engine);
  });

function declareImageTests(name: string, engine: Engine): void {
  let job: Job;
  let folder: string;
  let server: ServerContainer;

  beforeAll(async () => {
    job = await readJob(name);
    folder = makeTaskFolder(job);
    const loaded = runProgram(engine, ['load', '--input', imagePath]);
    const [, image = ''] = /^Loaded image: (\S+)$/m.exec(loaded) ?? [];
    const memory = String(job.variables['memory']?.default);
    server = await startServer(engine, {
      image,
      environment: { ...job.env, NOMAD_SECRETS_DIR: '/secrets' },
      volumes: [`${folder}/secrets:/secrets`],
      flags: [`--pids-limit=${String(job.config['pids_limit'])}`, `--memory=${memory}m`],
    });
    await waitUntilReady(`${server.opsUrl}/readyz`);
  });
  afterAll(() => {
    runProgram(engine, ['rm', '--force', '--volumes', server.id]);
    rmSync(folder, { recursive: true });
  });

  it('answers every check of the job', async () => {
    for (const { path } of job.checks)
      expect([path, (await fetch(`${server.opsUrl}${path}`)).status]).toEqual([path, 200]);
  });

  it('is administered over the socket in its secrets directory', () => {
    const { exitCode, stdout } = tryProgram(engine, ['exec', server.id, '/server', 'admin', '/']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('/loggers');
    expect(runProgram('find', [`${folder}/secrets`, '-type', 's'])).toBe(
      `${folder}/secrets/admin.sock`,
    );
  });

  it('exits with 0, without a delay', () => {
    expect(stopServer(engine, server)).toBe(0);
  });
}
