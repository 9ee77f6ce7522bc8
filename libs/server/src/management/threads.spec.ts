import { join } from 'node:path';
import { CORE_THREAD_COUNTS } from '../../testing/serving-threads.ts';
import {
  ended,
  listening,
  startProgram,
  type ProgramProcess,
} from '../../testing/start-program.ts';

const programs = join(import.meta.dirname, '../../testing/programs');
const mainPath = join(programs, 'app-thread.fixture.ts');

let program: ProgramProcess;
afterEach(() => {
  program.kill('SIGKILL');
});

describe('a server whose app starts threads from its own file', () => {
  const ask = async (env: Readonly<Record<string, string>>) => {
    program = startProgram(mainPath, { env: { OPS_PORT: '0', ...env } });
    const url = await listening(program);
    const answer = await (await fetch(`${url}/work`)).json();
    program.kill('SIGTERM');
    const { exitCode, stderr } = await ended(program);
    return { answer, exitCode, stderr };
  };

  it('runs the app in them, and management in its own', async () => {
    expect(await ask({})).toEqual({
      answer: { worked: 7 },
      exitCode: 0,
      stderr: '',
    });
  });

  it('refuses to start a second server in them, with one sentence and EX_SOFTWARE', async () => {
    expect(await ask({ MISTAKE: 'everywhere' })).toEqual({
      answer: 70,
      exitCode: 0,
      stderr:
        'app-thread: Cannot run the server in a thread of the app: expected the main thread; call runServer() only if isMainThread of node:worker_threads is true or world.thread is set\n',
    });
  });
});

it.each(
  ['not in management', 'not in management, sends null'].flatMap((mistake) =>
    CORE_THREAD_COUNTS.map((threadCount) => [mistake, threadCount] as const),
  ),
)(
  'says which condition is wrong if the app runs in a thread of the server: %s, with SERVING_THREADS=%i',
  async (mistake, threadCount) => {
    const env = { OPS_PORT: '0', MISTAKE: mistake, SERVING_THREADS: String(threadCount) };
    program = startProgram(mainPath, { env });
    expect(await ended(program)).toMatchObject({
      exitCode: 70,
      stderr: expect.stringMatching(
        /^app-thread: Cannot start (?:the management|a serving) thread: .*expected .* call runServer\(\) .*\n$/,
      ) as string,
    });
  },
);
