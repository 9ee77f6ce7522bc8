import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ended, listening, type Program } from '../testing/start-program.ts';
import { openRaw } from '../testing/raw-client.ts';
import { until } from '../testing/until.ts';

const source = (path: string): string => JSON.stringify(join(import.meta.dirname, '..', path));
const PROGRAM = `
const { runServer } = await import(${source('lifecycle/run-server.ts')});
const { nodeWorld } = await import(${source('edge/node-world.ts')});
const { bindPort } = await import(${source('listen/bind-port.ts')});
process.exitCode = await runServer(nodeWorld(process), { name: 'few', version: '0', listen: bindPort });
`;

/** Starts the server where no more than 64 files may be open, sockets among them. */
function startWithFewDescriptors(): Program {
  const args = ['-c', 'ulimit -n 64; exec "$0" "$@"', process.execPath, '--input-type=module'];
  return spawn('/bin/sh', [...args, '--eval', PROGRAM], {
    env: { HOST: '127.0.0.1', PORT: '0', OPS_PORT: 'off', ADMIN_SOCKET: 'off' },
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
