import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ended, listening, type Program } from '../testing/start-program.ts';
import { openRaw, type RawClient } from '../testing/raw-client.ts';
import { until } from '../testing/until.ts';

const source = (path: string): string => JSON.stringify(join(import.meta.dirname, '..', path));
const PROGRAM = `
const { runServer } = await import(${source('lifecycle/run-server.ts')});
const { nodeWorld } = await import(${source('edge/node-world.ts')});
const { bindPort } = await import(${source('listen/bind-port.ts')});
process.exitCode = await runServer(nodeWorld(process), { name: 'few', version: '0', listen: bindPort });
`;

/** Starts the server where no more than 64 files may be open, sockets among them. */
function startWithFewDescriptors(env = {}): Program {
  const args = ['-c', 'ulimit -n 64; exec "$0" "$@"', process.execPath, '--input-type=module'];
  return spawn('/bin/sh', [...args, '--eval', PROGRAM], {
    env: { HOST: '127.0.0.1', PORT: '0', OPS_PORT: 'off', ADMIN_SOCKET: 'off', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

it('survives more connections than it may have descriptors, and serves again', async () => {
  const program = startWithFewDescriptors();
  const origin = await listening(program);
  const port = Number(new URL(origin).port);
  const get = 'GET / HTTP/1.1\r\nHost: test\r\n\r\n';
  const clients = await Promise.all(Array.from({ length: 200 }, () => openRaw(port, get)));
  const answered = () => clients.filter((client) => client.received().includes(' 200 OK'));
  const dropped = () => clients.filter((client) => client.socket.destroyed);
  await until(() => answered().length + dropped().length === clients.length);
  expect(answered()).toHaveLength(32); // half of what may be open
  for (const client of clients) client[Symbol.dispose]();
  await until(() =>
    fetch(origin).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  program.kill('SIGTERM');
  expect(await ended(program)).toMatchObject({ exitCode: 0, stderr: '' });
});

it('asks to come again where no descriptor is left for a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'few-'));
  writeFileSync(join(folder, 'large'), '');
  truncateSync(join(folder, 'large'), 50_000_000); // more than the kernel takes for a client that does not read
  const program = startWithFewDescriptors({ FILES_ROOT: folder, RETRY_AFTER_SECONDS: '7' });
  const port = Number(new URL(await listening(program)).port);
  const head = 'HEAD /large HTTP/1.1\r\nHost: test\r\n\r\n';
  const clients = await Promise.all(Array.from({ length: 32 }, () => openRaw(port, head)));
  const answersTo = (client: RawClient) => client.received().split('\r\n\r\n').slice(0, -1);
  await until(() => clients.every((client) => answersTo(client).length === 1)); // all are accepted
  for (const client of clients) {
    client.socket.once('data', () => client.socket.pause());
    client.socket.write(head.replace('HEAD', 'GET'));
    await until(() => answersTo(client).length > 1); // each finds what the others have left
  }
  const heads = clients.map((client) => answersTo(client)[1] ?? '');
  const refused = heads.filter((head) => !head.includes(' 200 OK'));
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThan(32);
  for (const head of refused) {
    expect(head).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
    expect(head).toContain('\r\nRetry-After: 7\r\n');
  }
  for (const client of clients) client[Symbol.dispose]();
  await until(async () => (await fetch(`http://127.0.0.1:${port}/`)).ok);
  program.kill('SIGTERM');
  expect(await ended(program)).toMatchObject({ exitCode: 0, stderr: '' });
  rmSync(folder, { recursive: true });
});
