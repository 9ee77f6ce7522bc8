import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogLine } from '../../../testing/collect-log.ts';
import type { ProgramProcess } from '../../../testing/start-program.ts';
import { askThread, eventsOf, startThreads } from '../../../testing/threads.ts';
import { until } from '../../../testing/until.ts';

const main = join(import.meta.dirname, '../../../testing/programs/threads.fixture.ts');

describe('a serving thread that ends', () => {
  let program: ProgramProcess;
  let log: () => readonly LogLine[];
  let origin: string;
  afterEach(() => {
    program.kill('SIGKILL');
  });

  async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
    ({ program, log, origin } = await startThreads(main, { SERVING_THREADS: '2', ...env }));
  }
  const linesWith = (msg: string) => log().filter((line) => line['msg'] === msg);
  const replaced = () => linesWith('serving thread ended, replacing it');

  /** Makes the thread that takes the next connection fail, and returns once the other thread has answered. */
  async function fail(path: string): Promise<void> {
    await fetch(`${origin}${path}`, { headers: { connection: 'close' } }).catch(() => undefined);
    expect((await askThread(origin)).thread).toBeGreaterThan(0);
  }

  it.each([
    ['an uncaught error', '/throw', 'uncaught error', {}],
    ['no memory left', '/exhaust', 'out of memory', { NODE_OPTIONS: '--max-old-space-size=160' }],
    ['process.exit()', '/exit', 'process.exit()', {}],
    ['a stuck event loop', '/block?ms=1000000', 'stuck', { LIVENESS_STALL_MS: '500' }],
  ])('after %s is replaced while the other answers', async (_, path, reason, env) => {
    await start(env);
    await fail(path);
    await until(() => replaced().length === 1);
    expect(replaced()).toMatchObject([{ level: 'error', reason, delayMs: 100 }]);
    await until(async () => (await askThread(origin)).starts === 3);
    const seen = new Set<number>();
    await until(async () => seen.add((await askThread(origin)).thread).size === 2);
    const exited = once(program, 'exit');
    program.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  it('logs the uncaught error with its stack and its thread', async () => {
    await start();
    const { thread } = await askThread(origin, '/throw');
    await until(() => replaced().length === 1);
    const message = `thrown in thread ${thread}`;
    expect(linesWith('uncaught error')).toMatchObject([
      { level: 'fatal', thread, err: { message } },
    ]);
    expect(JSON.stringify(linesWith('uncaught error'))).toContain('threads.fixture.ts');
  });

  it('logs what a stuck thread does before it is replaced', async () => {
    await start({ LIVENESS_STALL_MS: '500' });
    await fail('/block?ms=1000000');
    await until(() => replaced().length === 1);
    const [stuck] = linesWith('the event loop of a serving thread is stuck');
    expect(stuck).toMatchObject({ level: 'error', thread: 1, doing: 'running JavaScript' });
    expect(JSON.stringify(stuck?.['stack'])).toContain('threads.fixture.ts');
    expect(JSON.stringify(stuck?.['profile'])).toContain('block (');
  });

  it('keeps no connection waiting once every thread that was stuck turns again', async () => {
    await start({ LIVENESS_STALL_MS: '500' });
    const blocked = [1, 2].map(() => fetch(`${origin}/block?ms=1300`).catch(() => undefined));
    const asked: Promise<unknown>[] = [];
    for (let count = 0; count < 12; count += 1) {
      asked.push(askThread(origin).catch(() => 'cut')); // of a thread that is ended nevertheless
      await sleep(100);
    }
    await Promise.all(blocked);
    expect(await Promise.all(asked)).toHaveLength(12);
    expect(linesWith('the event loop of a serving thread is stuck').length).toBeGreaterThan(0);
  });

  it('is named if it is blocked during a reload, and the others reload', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sick '));
    const EVENTS_FILE = join(directory, 'events');
    await start({ EVENTS_FILE });
    const blocked = fetch(`${origin}/block?ms=1000000`).catch(() => undefined);
    await until(() => eventsOf(EVENTS_FILE).some((event) => event.startsWith('block')));
    const { thread } = await askThread(origin); // the other one
    program.kill('SIGHUP');
    await until(() => linesWith('reload failed, keeping the old state').length === 1);
    const [failed] = linesWith('reload failed, keeping the old state');
    const message = `Cannot reload thread ${3 - thread} (no answer in time)`;
    expect(failed).toMatchObject({ name: 'serving threads', err: { message } });
    expect(linesWith('reloaded')).toMatchObject([{ name: 'rules', thread }]);
    program.kill('SIGKILL');
    await blocked;
    rmSync(directory, { recursive: true });
  });

  it('tries again if the replacement cannot start', async () => {
    await start({ FAIL_START: 'replacement' });
    await fail('/exit');
    await until(() => replaced().length === 2);
    expect(replaced()).toMatchObject([
      { reason: 'process.exit()', exitCode: 3, delayMs: 100 },
      { reason: 'start failed', err: { message: 'Error: failed once' }, delayMs: 1_000 },
    ]);
    await until(async () => (await askThread(origin)).starts === 4);
  });

  it('counts its connections as cut if it does not end by the deadline', async () => {
    await start({ DRAIN_TIMEOUT_MS: '2000' });
    const blocked = fetch(`${origin}/block?ms=1000000`).catch(() => 'cut');
    expect((await askThread(origin)).thread).toBe(2);
    const exited = once(program, 'exit');
    program.kill('SIGTERM');
    expect(await exited).toEqual([1, null]);
    expect(await blocked).toBe('cut');
    expect(linesWith('cut at the deadline')).toMatchObject([{ connections: 1 }]);
    expect(linesWith('stopped')).toHaveLength(1);
  });

  it('leaves no connection in the counts while its replacement waits', async () => {
    await start({ MAX_CONNECTIONS: '2' });
    for (let count = 0; count < 2; count += 1)
      await fetch(`${origin}/exit`, { headers: { connection: 'close' } }).catch(() => undefined);
    await until(() => replaced().length === 2);
    expect((await askThread(origin)).thread).toBeGreaterThan(0);
    expect(log().filter(({ reason }) => reason === 'connection_limit')).toEqual([]);
  });

  it('resets what it was handed and had not taken up, and counts it', async () => {
    await start({ LIVENESS_STALL_MS: '500' });
    const ask = (path: string) =>
      fetch(`${origin}${path}`, { headers: { connection: 'close' } }).then(
        () => 'answered',
        (error: unknown) => ((error as Error).cause as NodeJS.ErrnoException).code,
      );
    const blocked = ask('/block?ms=1000000');
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => ask('/wait')));
    expect(await blocked).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
    const cut = outcomes.filter((outcome) => outcome !== 'answered');
    expect(cut.length).toBeGreaterThan(0);
    expect(cut.length).toBeLessThan(8);
    await until(() => replaced().length === 1);
    expect(replaced()).toMatchObject([{ reason: 'stuck', cutConnections: cut.length + 1 }]);
  });

  it('lets requests finish on the thread whose error was not caught', async () => {
    await start();
    const slow = [1, 2].map(() => fetch(`${origin}/slow`, { headers: { connection: 'close' } }));
    const heads = await Promise.all(slow);
    await fail('/throw');
    expect(await Promise.all(heads.map((head) => head.text()))).toEqual(['begin end', 'begin end']);
  });

  it('makes connections wait for its replacement if it was the only one left', async () => {
    await start();
    await fetch(`${origin}/exit`).catch(() => undefined);
    await fetch(`${origin}/exit`).catch(() => undefined);
    const statuses = await Promise.all(
      Array.from({ length: 10 }, async () => (await askThread(origin)).thread > 0),
    );
    expect(statuses).toEqual(Array(10).fill(true));
    expect(replaced()).toHaveLength(2);
  });

  it('keeps no connection waiting for longer than a head may take', async () => {
    await start({ FAIL_START: 'hang later', HEADERS_TIMEOUT_MS: '1000' });
    for (let count = 0; count < 2; count += 1)
      await fetch(`${origin}/exit`, { headers: { connection: 'close' } }).catch(() => undefined);
    await until(() => replaced().length === 2);
    await expect(fetch(`${origin}/thread`)).rejects.toThrow('fetch failed');
    await until(() => linesWith('refused').length === 1);
    expect(linesWith('refused')).toMatchObject([
      { logger: 'http', reason: 'no_thread', clientAddress: '127.0.0.1' },
    ]);
  });

  it.each([
    ['nothing', '', 0, []],
    ['a request', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', 1, [{ connections: 1 }]],
  ])(
    'lets the process stop while connections wait that have sent %s, with status %3$d',
    async (_, bytes, status, warnings) => {
      await start({ FAIL_START: 'hang later' });
      for (let count = 0; count < 2; count += 1)
        await fetch(`${origin}/exit`, { headers: { connection: 'close' } }).catch(() => undefined);
      await until(() => replaced().length === 2);
      const client = connect(Number(new URL(origin).port), '127.0.0.1').on(
        'error',
        () => undefined,
      );
      await once(client, 'connect');
      client.write(bytes);
      const closed = new Promise((resolve) => client.once('close', resolve));
      const exited = once(program, 'exit');
      program.kill('SIGTERM');
      expect(await exited).toEqual([status, null]);
      await closed;
      expect(linesWith('stopping')).toMatchObject([{ connections: 1 }]);
      expect(linesWith('closed while a request arrived on them')).toMatchObject(warnings);
      expect(linesWith('cut at the deadline')).toEqual([]);
    },
  );

  it('ends the process with 70 if there are too many', async () => {
    await start({ SERVING_THREADS: '5' });
    const exited = once(program, 'exit');
    for (let count = 1; count <= 5; count += 1) {
      await fetch(`${origin}/exit`, { headers: { connection: 'close' } }).catch(() => undefined);
    }
    expect(await exited).toEqual([70, null]);
    expect(linesWith('uncaught error')).toMatchObject([
      { err: { message: 'Too many serving threads have ended' } },
    ]);
  });
});
