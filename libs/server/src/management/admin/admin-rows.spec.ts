import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { askSocket, openOnSocket } from '../../../testing/ask-socket.ts';
import { ended, startProgram, type ProgramProcess } from '../../../testing/start-program.ts';
import { until } from '../../../testing/until.ts';

const fixture = join(import.meta.dirname, '../../../testing/programs/stuck-program.fixture.ts');

describe.each([1, 3])('the admin routes of a program with SERVING_THREADS=%i', (threadCount) => {
  const directory = mkdtempSync(join(tmpdir(), 'rows-'));
  const socketPath = join(directory, 'admin.sock');
  let program: ProgramProcess;
  let origin = '';
  beforeAll(async () => {
    const env = {
      ADMIN_SOCKET: socketPath,
      ADMIN_DANGEROUS: 'shutdown',
      MAX_HEADERS: '60',
      SERVING_THREADS: String(threadCount),
      LIVENESS_STALL_MS: '60000', // no blocked thread is replaced
    };
    program = startProgram(fixture, { env });
    let isOpen = false;
    for await (const line of createInterface({ input: program.stdout })) {
      const { listener, address } = JSON.parse(line) as Record<string, { port: number } & string>;
      if (listener === 'admin') isOpen = true;
      else if (address !== undefined) origin = `http://127.0.0.1:${address.port}`;
      if (isOpen && origin !== '') break;
    }
    program.stdout.resume();
  });
  afterAll(() => {
    program.kill('SIGKILL');
    rmSync(directory, { recursive: true });
  });

  async function ask(line: string, body?: unknown, headers: Record<string, string> = {}) {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await askSocket({ socketPath, line, headers, ...init });
    return { ...answer, json: JSON.parse(answer.text) as Record<string, unknown> };
  }

  it('report the source of each setting', async () => {
    const { json } = await ask('GET /config');
    expect(json).toMatchObject({
      MAX_HEADERS: { value: 60, source: 'variable MAX_HEADERS' },
      RETRY_AFTER_SECONDS: { value: 10, source: 'default' },
    });
  });

  it('raise a level for one second', async () => {
    const type = { 'content-type': 'application/json' };
    const change = { configuredLevel: 'debug', ttl: '1s' };
    expect((await ask('POST /loggers/http', change, type)).json).toMatchObject({
      effectiveLevel: 'debug',
      previousLevel: 'info',
    });
    const level = async () => (await ask('GET /loggers/http')).json['effectiveLevel'];
    await until(async () => (await level()) === 'info');
  });

  it('change a setting of the running server', async () => {
    const headers = { 'content-type': 'application/merge-patch+json', 'if-match': '*' };
    expect((await ask('PATCH /settings', { MAX_TARGET_BYTES: 64 }, headers)).status).toBe(200);
    const target = `${origin}/${'x'.repeat(100)}`;
    const answers = Array.from({ length: 2 * threadCount }, () => fetch(target));
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(
      answers.map(() => 414),
    );
  });

  it('stream the log while it is written', async () => {
    const stream = await openOnSocket({ socketPath, line: 'GET /logs?logger=http&seconds=60' });
    await fetch(`${origin}/followed`);
    for await (const line of createInterface({ input: stream })) {
      expect(JSON.parse(line)).toMatchObject({ logger: 'http', path: '/followed' });
      break;
    }
    stream.destroy();
  });

  it('respond without a stuck thread, or with 504 if it is the main thread', async () => {
    const release = `${socketPath}.release`;
    const path = `/block-until/${encodeURIComponent(release)}`;
    const blocked = fetch(`${origin}${path}`, { method: 'POST' });
    const stuck =
      threadCount === 1
        ? {
            type: 'main-thread-unresponsive',
            detail: 'The main thread did not answer within 2000 ms',
          }
        : { requests: [], unansweredThreads: [expect.any(Number)] };
    let json: unknown;
    await until(async () => {
      ({ json } = await ask('GET /requests'));
      return Object.keys(stuck).every((name) => Object.hasOwn(json as object, name));
    });
    expect(json).toMatchObject(stuck);
    for (const other of ['/', '/info', '/health', '/audit'])
      expect((await ask(`GET ${other}`)).status).toBe(200);
    writeFileSync(release, '');
    await blocked;
    expect((await ask('GET /requests')).json).toEqual({ requests: [] });
  }, 20_000);

  it('shut it down like SIGTERM', async () => {
    const end = ended(program);
    expect(await ask('POST /shutdown')).toMatchObject({
      status: 202,
      json: { message: 'Shutting down', deadline: expect.any(String) as string },
    });
    expect((await end).exitCode).toBe(0);
  });
});
