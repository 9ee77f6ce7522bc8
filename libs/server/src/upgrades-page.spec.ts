import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { io as connectSocketIo } from 'socket.io-client';
import { WebSocket } from 'ws';
import { askSocket } from '../testing/ask-socket.ts';
import { checkTypes } from '../testing/check-types.ts';
import { collectLog, type LogLine } from '../testing/collect-log.ts';
import { makeCertificate } from '../testing/make-certificate.ts';
import { listening, startProgram, type ProgramProcess } from '../testing/start-program.ts';
import { until } from '../testing/until.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/upgrades.md'), 'utf8');
const [rooms = '', talk = ''] = Array.from(page.matchAll(/```ts\n([^]*?)```/g), ([, code]) => code);
const outputs = join(import.meta.dirname, '../test-output');
let folder: string;
let program: ProgramProcess | undefined;
let log: () => readonly LogLine[];
let origin: string;

beforeAll(() => {
  mkdirSync(outputs, { recursive: true });
  folder = mkdtempSync(join(outputs, 'upgrades-')); // in the workspace, so that its packages are found
  writeFileSync(join(folder, 'rooms.ts'), rooms);
  writeFileSync(join(folder, 'talk.ts'), talk);
  writeFileSync(join(folder, 'main.ts'), "import './rooms.ts';\nimport './talk.ts';\n");
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});
afterEach(() => program?.kill('SIGKILL'));

jest.setTimeout(60_000);

/** Starts a service of the page. */
async function start(name: string, env: Readonly<Record<string, string>>): Promise<ProgramProcess> {
  program = startProgram(join(folder, name), { env });
  const listens = listening(program);
  log = collectLog(program);
  origin = (await listens).replace('http', 'ws');
  await until(() => log().some(({ msg }) => msg === 'ready'));
  return program;
}

async function connect(): Promise<WebSocket> {
  const client = new WebSocket(`${origin}/rooms/7`);
  await once(client, 'open');
  return client;
}

const connectAll = async (count: number): Promise<readonly WebSocket[]> =>
  Promise.all(Array.from({ length: count }, connect));

const ended = () => log().filter(({ msg }) => msg === 'upgrade ended');

describe('the services in docs/upgrades.md', () => {
  it('pass the type check of the workspace', () => {
    expect(checkTypes(folder)).toBe('');
  });

  it('reject other sites', async () => {
    await start('rooms.ts', { SERVING_THREADS: '1' });
    const client = new WebSocket(`${origin}/rooms/7`, { origin: 'https://evil.example' });
    const [error] = (await once(client, 'error')) as [Error];
    expect(error.message).toBe('Unexpected server response: 403');
  });

  it.each(['1', '3'])('tell all clients of SIGTERM, with %s threads', async (threads) => {
    const socketPath = join(folder, `${threads}.sock`);
    const running = await start('rooms.ts', { SERVING_THREADS: threads, ADMIN_SOCKET: socketPath });
    const clients = await connectAll(10);
    const answers = await Promise.all(
      clients.map(async (client, index) => {
        client.send(String(index));
        return String((await once(client, 'message'))[0]);
      }),
    );
    expect(answers).toEqual(clients.map((_client, index) => `7: ${String(index)}`));
    const { text } = await askSocket({ socketPath, line: 'GET /connections' });
    expect(JSON.parse(text)).toMatchObject({ states: { upgraded: 10 } });
    const exited = once(running, 'exit');
    const closed = Promise.all(clients.map((client) => once(client, 'close')));
    running.kill('SIGTERM');
    expect((await closed).map(([code]) => code as number)).toEqual(clients.map(() => 1001));
    expect(await exited).toEqual([0, null]);
    await until(() => log().at(-1)?.['msg'] === 'stopped');
    expect(ended().map(({ closeCode }) => closeCode)).toEqual(clients.map(() => 1001));
  });

  it.each(['1', '3'])('cut at the deadline who stays, with %s threads', async (threads) => {
    const running = await start('rooms.ts', { SERVING_THREADS: threads, DRAIN_TIMEOUT_MS: '2000' });
    const client = await connect();
    client.pause(); // it does not see that it is to close
    const exited = once(running, 'exit');
    running.kill('SIGTERM');
    expect(await exited).toEqual([1, null]);
    await until(() => log().some(({ msg }) => msg === 'stopped'));
    expect(log()).toContainEqual(
      expect.objectContaining({ connections: 1, msg: 'cut at the deadline' }),
    );
    expect(ended()).toMatchObject([{ protocol: 'websocket', route: '/rooms/:room' }]);
    client.resume();
    client.terminate();
  });

  it('take connections under TLS from three threads', async () => {
    const { certPath, keyPath } = makeCertificate(folder, 'own');
    const tls = { TLS_CERT_FILE: certPath, TLS_KEY_FILE: keyPath };
    await start('rooms.ts', { SERVING_THREADS: '3', ...tls });
    const client = new WebSocket(`${origin.replace('ws:', 'wss:')}/rooms/7`, {
      rejectUnauthorized: false,
    });
    await once(client, 'open');
    client.send('hello');
    expect(String((await once(client, 'message'))[0])).toBe('7: hello');
    client.close(1000);
    await until(() => ended().length === 1);
    expect(ended()).toMatchObject([{ closeCode: 1000, thread: expect.any(Number) as number }]);
  });

  it('answer clients of Socket.IO from three threads', async () => {
    const running = await start('talk.ts', { SERVING_THREADS: '3' });
    const client = connectSocketIo(origin, { transports: ['websocket'], reconnection: false });
    expect(await client.timeout(20_000).emitWithAck('say', 'hello')).toBe('you said hello');
    const left = new Promise((resolve) => client.on('disconnect', resolve));
    running.kill('SIGTERM');
    expect(await left).toBe('io server disconnect');
    expect(await once(running, 'exit')).toEqual([0, null]);
  });
});
