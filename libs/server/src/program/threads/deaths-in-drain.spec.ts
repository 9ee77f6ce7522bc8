import { once } from 'node:events';
import { join } from 'node:path';
import type { LogLine } from '../../../testing/collect-log.ts';
import type { ProgramProcess } from '../../../testing/start-program.ts';
import { askThread, startThreads } from '../../../testing/threads.ts';
import { until } from '../../../testing/until.ts';

const main = join(import.meta.dirname, '../../../testing/programs/threads.fixture.ts');

describe('a thread that ends after the request to stop', () => {
  let program: ProgramProcess;
  let log: () => readonly LogLine[];
  let origin: string;
  afterEach(() => {
    program.kill('SIGKILL');
  });

  async function start(env: Readonly<Record<string, string>>): Promise<void> {
    ({ program, log, origin } = await startThreads(main, env));
  }
  const linesWith = (msg: string) => log().filter((line) => line['msg'] === msg);

  it.each(['1', '2'])(
    'by an uncaught error makes the exit status 70, with SERVING_THREADS=%s',
    async (threads) => {
      await start({ SERVING_THREADS: threads });
      const answer = await fetch(`${origin}/throw-in-drain`, { headers: { connection: 'close' } });
      const exited = once(program, 'exit');
      program.kill('SIGTERM');
      expect(await answer.text()).toBe('done');
      expect(await exited).toEqual([70, null]);
      await until(() => linesWith('stopped').length === 1);
      expect(linesWith('uncaught error')).toHaveLength(1);
    },
  );

  it('by a lack of memory makes it 70 too, and is logged', async () => {
    await start({ SERVING_THREADS: '2', NODE_OPTIONS: '--max-old-space-size=160' });
    const asked = fetch(`${origin}/exhaust-in-drain`).then((answer) => answer.text());
    const exited = once(program, 'exit');
    await until(() => linesWith('drain me').length === 1);
    program.kill('SIGTERM');
    await expect(asked).rejects.toThrow();
    expect(await exited).toEqual([70, null]);
    expect(linesWith('serving thread ended')).toMatchObject([
      { level: 'error', thread: 1, reason: 'out of memory' },
    ]);
  });

  it('is replaced for as long as SHUTDOWN_DELAY_MS lasts, and the replacement drains', async () => {
    await start({ SERVING_THREADS: '2', SHUTDOWN_DELAY_MS: '8000' });
    program.kill('SIGTERM');
    await until(() => linesWith('draining').length === 1);
    for (let count = 0; count < 2; count += 1)
      await fetch(`${origin}/exit`, { headers: { connection: 'close' } }).catch(() => undefined);
    const { starts } = await askThread(origin);
    expect(starts).toBeGreaterThan(2);
    expect(linesWith('serving thread ended, replacing it')).toMatchObject([
      { reason: 'process.exit()', delayMs: 100 },
      { reason: 'process.exit()', delayMs: 1_000 },
    ]);
    const answer = await fetch(`${origin}/thread`);
    expect(answer.headers.get('connection')).toBe('close');
    const exited = once(program, 'exit');
    expect(await exited).toEqual([0, null]);
  });
});
