import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram, type ProgramProcess } from '../../../testing/start-program.ts';
import { askThread, startThreads } from '../../../testing/threads.ts';
import { until } from '../../../testing/until.ts';

const main = join(import.meta.dirname, '../../../testing/programs/threads.fixture.ts');

describe('a process with a thread that is blocked for ever', () => {
  const directory = mkdtempSync(join(tmpdir(), 'blocked '));
  const PIPE = join(directory, 'pipe');
  let program: ProgramProcess | undefined;
  beforeAll(() => {
    execFileSync('mkfifo', [PIPE]);
  });
  afterEach(() => {
    program?.kill('SIGKILL');
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  it.each([
    ['in a system call', '/native'],
    ['in Atomics.wait()', '/wait-atomic'],
    ['in a regular expression', '/backtrack'],
  ])('%s exits by itself with the status of a cut request', async (_, path) => {
    const env = { SERVING_THREADS: '2', PIPE, DRAIN_TIMEOUT_MS: '3000' };
    const running = await startThreads(main, env);
    ({ program } = running);
    const blocked = fetch(`${running.origin}${path}`).catch(() => 'cut');
    expect((await askThread(running.origin)).thread).toBe(2);
    const closed = once(program, 'close');
    program.kill('SIGTERM');
    expect(await closed).toEqual([1, null]);
    expect(await blocked).toBe('cut');
    const messages = running.log().map(({ msg }) => msg);
    expect(messages).toContain('cut at the deadline');
    expect(messages.at(-1)).toBe('stopped');
  });

  it('is replaced only once it returns, and the others serve until the exit', async () => {
    const env = { SERVING_THREADS: '2', PIPE, LIVENESS_STALL_MS: '500', DRAIN_TIMEOUT_MS: '3000' };
    const running = await startThreads(main, env);
    ({ program } = running);
    const blocked = fetch(`${running.origin}/native`).catch(() => 'cut');
    await until(() =>
      running
        .log()
        .some(({ msg, doing }) => msg?.toString().includes('stuck') && doing === 'in native code'),
    );
    expect((await askThread(running.origin)).thread).toBe(2);
    const closed = once(program, 'close');
    program.kill('SIGTERM');
    expect(await closed).toEqual([1, null]);
    expect(await blocked).toBe('cut');
  });

  it('exits with the status of a thread that cannot start', async () => {
    const env = {
      SERVING_THREADS: '2',
      PIPE,
      FAIL_START: 'native',
      SERVING_THREAD_START_TIMEOUT_MS: '1000',
    };
    const result = await runProgram(main, { env });
    expect(result.exitCode).toBe(70);
    expect(result.stderr).toMatch(/^threads: Cannot start serving thread [12]: [^\n]*\n$/);
  });
});
