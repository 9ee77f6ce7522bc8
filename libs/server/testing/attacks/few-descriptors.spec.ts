import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sendBytes } from '../conformance/send-bytes.ts';
import { ended, listening, QUIET, type ProgramProcess } from '../start-program.ts';
import { THREAD_COUNT, THREADS_ENV } from '../serving-threads.ts';
import { openRaw, type RawClient } from '../raw-client.ts';
import { until } from '../until.ts';

const mainPath = join(import.meta.dirname, '../../../../apps/server-vps/src/main.ts');

/** Each serving thread has some of its own. */
const OPEN_FILES = THREAD_COUNT === 1 ? 64 : 64 + 6 * THREAD_COUNT;

/** Starts the server with a limit of 64 open files, sockets included. */
function startWithFewDescriptors(env: Readonly<Record<string, string>> = {}): ProgramProcess {
  const args = ['-c', `ulimit -n ${OPEN_FILES}; exec "$0" "$@"`, process.execPath, mainPath];
  return spawn('/bin/sh', args, {
    env: { ...QUIET, ...THREADS_ENV, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Whether a new connection is accepted: one beyond the limit is closed without an answer. */
function isServing(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

it('survives more connections than descriptors, and serves again', async () => {
  const program = startWithFewDescriptors();
  const origin = await listening(program);
  const port = Number(new URL(origin).port);
  const get = 'GET / HTTP/1.1\r\nHost: test\r\n\r\n';
  const clients = await Promise.all(Array.from({ length: 200 }, () => openRaw(port, get)));
  const answered = () => clients.filter((client) => client.received().includes(' 200 OK'));
  const dropped = () => clients.filter((client) => client.socket.destroyed);
  await until(() => answered().length + dropped().length === clients.length);
  expect(answered()).toHaveLength(32); // half of the limit
  for (const client of clients) client[Symbol.dispose]();
  await until(() => isServing(origin));
  program.kill('SIGTERM');
  expect(await ended(program)).toMatchObject({ exitCode: 0, stderr: '' });
});

it('answers 503 with Retry-After if no descriptor is left for a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'few-'));
  writeFileSync(join(folder, 'large'), '');
  truncateSync(join(folder, 'large'), 50_000_000); // more than the kernel buffers for a client that does not read
  const program = startWithFewDescriptors({ FILES_ROOT: folder, RETRY_AFTER_SECONDS: '7' });
  const port = Number(new URL(await listening(program)).port);
  const head = 'HEAD /large HTTP/1.1\r\nHost: test\r\n\r\n';
  const clients = await Promise.all(Array.from({ length: 32 }, () => openRaw(port, head)));
  const answersTo = (client: RawClient) => client.received().split('\r\n\r\n').slice(0, -1);
  await until(() => clients.every((client) => answersTo(client).length === 1)); // all are accepted
  for (const client of clients) {
    client.socket.once('data', () => client.socket.pause());
    client.socket.write(head.replace('HEAD', 'GET'));
    await until(() => answersTo(client).length > 1); // each uses the descriptors that are left
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
  await until(() => isServing(`http://127.0.0.1:${port}/`));
  program.kill('SIGTERM');
  expect(await ended(program)).toMatchObject({ exitCode: 0, stderr: '' });
  rmSync(folder, { recursive: true });
});

interface ListeningLine {
  readonly listener?: string;
  readonly address: { readonly port: number };
}

/** Reads the log lines with the addresses of the three listeners. */
async function readListening(program: ProgramProcess): Promise<readonly ListeningLine[]> {
  const found: ListeningLine[] = [];
  for await (const line of createInterface({ input: program.stdout })) {
    const facts = JSON.parse(line) as ListeningLine & { readonly msg: string };
    if (facts.msg === 'listening') found.push(facts);
    if (found.length === 3) return found;
  }
  throw new Error('The program has ended');
}

it('answers operators while clients occupy every connection', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'few-'));
  const path = join(directory, 'admin.sock');
  const program = startWithFewDescriptors({ OPS_PORT: '0', ADMIN_SOCKET: path });
  const found = await readListening(program);
  const portOf = (listener?: string): number =>
    found.find((facts) => facts.listener === listener)?.address.port ?? NaN;
  const get = 'GET / HTTP/1.1\r\nHost: test\r\n\r\n';
  const clients = await Promise.all(Array.from({ length: 200 }, () => openRaw(portOf(), get)));
  const isOver = (client: (typeof clients)[number]): boolean =>
    client.received().includes(' 200 OK') || client.socket.destroyed;
  await until(() => clients.every(isOver));
  expect(clients.filter(({ socket }) => !socket.destroyed)).toHaveLength(32);
  for (let count = 1; count <= 3; count += 1) {
    expect((await fetch(`http://127.0.0.1:${portOf('ops')}/livez`)).status).toBe(200);
    const bytes = 'GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
    expect(await sendBytes({ path }, bytes, 'then wait')).toContain('HTTP/1.1 404 ');
  }
  for (const client of clients) client[Symbol.dispose]();
  program.kill('SIGTERM');
  expect(await ended(program)).toMatchObject({ exitCode: 0, stderr: '' });
  rmSync(directory, { recursive: true });
});
