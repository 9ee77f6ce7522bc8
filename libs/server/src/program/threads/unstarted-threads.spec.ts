import { once } from 'node:events';
import { join } from 'node:path';
import type { LogLine } from '../../../testing/collect-log.ts';
import { runProgram, type ProgramProcess } from '../../../testing/start-program.ts';
import { askThread, startThreads } from '../../../testing/threads.ts';
import { until } from '../../../testing/until.ts';

const main = join(import.meta.dirname, '../../../testing/programs/threads.fixture.ts');

describe('a serving thread that does not start in time', () => {
  let program: ProgramProcess | undefined;
  let log: () => readonly LogLine[];
  let origin: string;
  afterEach(() => {
    program?.kill('SIGKILL');
  });

  async function start(env: Readonly<Record<string, string>>): Promise<void> {
    ({ program, log, origin } = await startThreads(main, { SERVING_THREADS: '2', ...env }));
  }
  const linesWith = (msg: string) => log().filter((line) => line['msg'] === msg);
  const ends = () => linesWith('serving thread ended, replacing it');

  it.each([
    ['waits', 'hang later', expect.any(String)], // its beat may run just then
    ['blocks its event loop', 'block later', 'running JavaScript'],
  ])('is ended and tried again if its start %s', async (_, failure, doing: unknown) => {
    await start({ FAIL_START: failure, SERVING_THREAD_START_TIMEOUT_MS: '5000' });
    await fetch(`${origin}/exit`, { headers: { connection: 'close' } }).catch(() => undefined);
    await until(() => ends().length === 2);
    const [late] = linesWith('a serving thread does not start');
    expect(late).toMatchObject({ level: 'error', thread: 1, startTimeoutMs: 5_000, doing });
    expect(ends()).toMatchObject([
      { reason: 'process.exit()', delayMs: 100 },
      {
        reason: 'start failed',
        thread: 1,
        delayMs: 1_000,
        cause:
          'Cannot start serving thread 1: it did not serve within 5000 ms; set SERVING_THREAD_START_TIMEOUT_MS to more than its start takes',
      },
    ]);
    expect((await askThread(origin)).thread).toBe(2);
    const exited = once(program as ProgramProcess, 'exit');
    program?.kill('SIGTERM'); // while the next one hangs or waits for its turn
    expect(await exited).toEqual([0, null]);
  });

  it('ends the process at its start', async () => {
    const env = {
      SERVING_THREADS: '2',
      FAIL_START: 'hang',
      SERVING_THREAD_START_TIMEOUT_MS: '1000',
    };
    const result = await runProgram(main, { env });
    expect(result.exitCode).toBe(70);
    expect(result.stderr).toMatch(
      /^threads: Cannot start serving thread [12]: it did not serve within 1000 ms; /,
    );
  });
});
