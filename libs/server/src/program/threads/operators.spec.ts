import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askSocket } from '../../../testing/ask-socket.ts';
import type { LogLine } from '../../../testing/collect-log.ts';
import type { ProgramProcess } from '../../../testing/start-program.ts';
import { askThread, originOf, startThreads } from '../../../testing/threads.ts';
import { until } from '../../../testing/until.ts';

const main = join(import.meta.dirname, '../../../testing/programs/threads.fixture.ts');
const COUNT = 3;

describe('operators of a program with several threads', () => {
  const directory = mkdtempSync(join(tmpdir(), 'operators '));
  const socketPath = join(directory, 'admin.sock');
  let program: ProgramProcess;
  let log: () => readonly LogLine[];
  let origin: string;
  let ops: string;
  beforeAll(async () => {
    const env = { SERVING_THREADS: String(COUNT), ADMIN_SOCKET: socketPath, OPS_PORT: '0' };
    ({ program, log, origin } = await startThreads(main, env));
    ops = originOf(log(), 'ops');
  });
  afterAll(() => {
    program.kill('SIGKILL');
    rmSync(directory, { recursive: true });
  });

  async function ask(line: string, body?: object, headers = {}): Promise<Record<string, unknown>> {
    const options = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await askSocket({ socketPath, line, headers, ...options });
    return JSON.parse(answer.text === '' ? 'null' : answer.text) as Record<string, unknown>;
  }
  const patch = (line: string, changes: object) =>
    ask(line, changes, { 'content-type': 'application/merge-patch+json', 'if-match': '*' });

  /** Asks until each thread has answered once, and returns the answers by thread. */
  async function askEach(path: string): Promise<ReadonlyMap<number, unknown>> {
    const answers = new Map<number, unknown>();
    await until(async () => {
      const { thread, ...answer } = await askThread(origin, path);
      return answers.set(thread, answer).size === COUNT;
    });
    return answers;
  }
  const maxHeaders = async () =>
    Array.from(
      (await askEach('/settings')).values(),
      (answer) => (answer as { maxHeaders: number }).maxHeaders,
    );

  it('change a setting in every thread, and until its time is over', async () => {
    await patch('PATCH /settings?ttl=2s', { MAX_HEADERS: 50 });
    expect(await maxHeaders()).toEqual([50, 50, 50]);
    await until(async () => (await maxHeaders()).every((value) => value === 100));
    const audits = log().filter(({ msg }) => msg === 'admin call');
    expect(audits).toHaveLength(1);
  });

  it('change a setting in no thread if its value is wrong', async () => {
    await patch('PATCH /settings', { MAX_HEADERS: 0 });
    expect(await maxHeaders()).toEqual([100, 100, 100]);
  });

  it('see the limit of the process, of which each thread has its share', async () => {
    expect(await ask('GET /settings/MAX_REQUESTS_IN_FLIGHT')).toMatchObject({ value: 1_000 });
    const shares = [...(await askEach('/settings')).values()];
    expect(shares).toMatchObject(Array(COUNT).fill({ maxRequestsInFlight: 333 }));
  });

  it('change the level of a logger of the app in every thread, and of one that starts later', async () => {
    const whispers = () =>
      log()
        .filter(({ msg }) => msg === 'whispered')
        .map(({ thread }) => thread);
    await askEach('/log');
    expect(whispers()).toEqual([]);
    const json = { 'content-type': 'application/json' };
    const changed = await ask('POST /loggers/app', { configuredLevel: 'debug' }, json);
    expect(changed).toMatchObject({ name: 'app', effectiveLevel: 'debug' });
    await askEach('/log');
    await until(() => new Set(whispers()).size === COUNT);
    await fetch(`${origin}/exit`).catch(() => undefined);
    await until(() => log().some(({ msg }) => msg === 'serving thread ended, replacing it'));
    const { thread } = log().find(({ msg }) => msg === 'serving thread ended, replacing it') ?? {};
    const count = whispers().length;
    await until(async () => {
      await askThread(origin, '/log');
      return whispers().slice(count).includes(thread);
    });
  });

  it('see one sum of the counters of all threads, those that ended included', async () => {
    const requests = async (): Promise<number> => {
      const text = await (await fetch(`${ops}/metrics`)).text();
      return Number(/^app_requests_total (\d+)$/m.exec(text)?.[1]);
    };
    const before = await requests();
    await askEach('/thread');
    const after = await requests();
    expect(after).toBeGreaterThanOrEqual(before + COUNT);
    await fetch(`${origin}/exit`).catch(() => undefined);
    expect(await requests()).toBeGreaterThanOrEqual(after);
  });
});
