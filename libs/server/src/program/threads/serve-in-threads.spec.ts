import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectLog } from '../../../testing/collect-log.ts';
import {
  listening,
  runProgram,
  startProgram,
  type ProgramProcess,
} from '../../../testing/start-program.ts';
import { askThread, eventsOf } from '../../../testing/threads.ts';
import { until } from '../../../testing/until.ts';

const main = join(import.meta.dirname, '../../../testing/programs/threads.fixture.ts');

describe('a program with SERVING_THREADS', () => {
  let directory: string;
  let program: ProgramProcess | undefined;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'threads '));
  });
  afterEach(() => {
    program?.kill('SIGKILL');
    rmSync(directory, { recursive: true });
  });

  function start(env: Readonly<Record<string, string>> = {}): ProgramProcess {
    program = startProgram(main, {
      env: { SERVING_THREADS: '3', EVENTS_FILE: join(directory, 'events'), ...env },
    });
    return program;
  }
  const events = () => eventsOf(join(directory, 'events'));

  it('runs the app in each thread, and its hook once before them', async () => {
    const origin = await listening(start());
    expect(events()).toEqual(['once', 'routes 1', 'routes 2', 'routes 3']);
    const threads = new Set<number>();
    for (let count = 0; count < 6; count += 1) threads.add((await askThread(origin)).thread);
    expect([...threads].sort()).toEqual([1, 2, 3]);
    expect((await askThread(origin)).starts).toBe(3); // memory that the hook returned
  });

  it('answers whole requests that are open at SIGTERM, and runs the hooks in each thread', async () => {
    const origin = await listening(start());
    const log = collectLog(program as ProgramProcess);
    const exited = once(program as ProgramProcess, 'exit');
    const open = [1, 2, 3, 4, 5, 6].map(() =>
      fetch(`${origin}/slow`, { headers: { connection: 'close' } }),
    );
    const heads = await Promise.all(open);
    const streams = await Promise.all([1, 2, 3].map(() => fetch(`${origin}/wait`)));
    program?.kill('SIGTERM');
    expect(await Promise.all(heads.map((head) => head.text()))).toEqual(Array(6).fill('begin end'));
    expect(await Promise.all(streams.map((one) => one.text()))).toEqual(
      Array(3).fill('waiting done'),
    );
    expect(await exited).toEqual([0, null]);
    const after = events().slice(4);
    expect(after.slice(0, 3).sort()).toEqual(['drain 1', 'drain 2', 'drain 3']);
    expect(after.slice(3, 6).sort()).toEqual(['shutdown 1', 'shutdown 2', 'shutdown 3']);
    expect(after.slice(6)).toEqual(['shutdown main']);
    await until(() => log().at(-1)?.['msg'] === 'stopped');
    expect(log().filter(({ level }) => level !== 'info')).toEqual([]);
  });

  it('stops in order at a signal that comes before its management is open', async () => {
    await listening(start({ OPS_PORT: '0' }));
    const log = collectLog(program as ProgramProcess);
    const exited = once(program as ProgramProcess, 'exit');
    program?.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    await until(() => log().at(-1)?.['msg'] === 'stopped');
    expect(log().map(({ msg }) => msg)).toContain('draining');
  });

  it('reloads in each thread at SIGHUP', async () => {
    const origin = await listening(start());
    program?.kill('SIGHUP');
    await until(() => events().filter((event) => event.startsWith('reload')).length === 3);
    expect((await fetch(`${origin}/thread`)).status).toBe(200);
  });

  it('waits for a reload that takes its time', async () => {
    await listening(start({ RELOAD_MS: '2500' }));
    const log = collectLog(program as ProgramProcess);
    program?.kill('SIGHUP');
    const lines = () => log().filter(({ name }) => name === 'rules' || name === 'serving threads');
    await until(() => lines().length === 4);
    expect(lines().map(({ msg }) => msg)).toEqual(Array(4).fill('reloaded'));
  });

  it('ends with the sentence and the status of an app that cannot start', async () => {
    const result = await runProgram(main, { env: { SERVING_THREADS: '2', FAIL_START: 'fault' } });
    expect(result.exitCode).toBe(66);
    expect(result.stderr).toBe('threads: Cannot find the stars; wait for the night\n');
    expect(result.stdout).not.toContain('replacing');
  });

  it('ends with the stack of a defect in the start of the app', async () => {
    const result = await runProgram(main, { env: { SERVING_THREADS: '2', FAIL_START: 'defect' } });
    expect(result.exitCode).toBe(70);
    expect(result.stderr).toMatch(/^threads: TypeError: not a star\n +at .*threads\.fixture\.ts/);
  });

  it.each(['1', '2'])(
    'rejects a result of the hook that cannot be copied, with %s threads',
    async (count) => {
      const env = { SERVING_THREADS: count, ONCE_RESULT: 'function' };
      const result = await runProgram(main, { env });
      expect(result.exitCode).toBe(70);
      expect(result.stderr).toMatch(
        /^threads: Cannot copy the result of the program's hook once\(\) /,
      );
    },
  );

  it('names the setting if it is malformed', async () => {
    const result = await runProgram(main, { env: { SERVING_THREADS: 'all' } });
    expect(result).toMatchObject({
      exitCode: 78,
      stderr:
        'threads: Cannot read SERVING_THREADS="all": expected a whole number from 1 to 64, or auto\n',
    });
  });
});
