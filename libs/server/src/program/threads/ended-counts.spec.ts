import { once } from 'node:events';
import { join } from 'node:path';
import type { ProgramProcess } from '../../../testing/start-program.ts';
import { askThread, originOf, startThreads } from '../../../testing/threads.ts';
import { until } from '../../../testing/until.ts';

const main = join(import.meta.dirname, '../../../testing/programs/threads.fixture.ts');

describe('the counts of threads that have ended', () => {
  let program: ProgramProcess | undefined;
  afterEach(() => {
    program?.kill('SIGKILL');
  });

  it('are complete if they could still run an exit handler', async () => {
    const env = { SERVING_THREADS: '2', OPS_PORT: '0' };
    const { origin, log, ...running } = await startThreads(main, env);
    ({ program } = running);
    const seen = new Set<number>();
    let sent = 2; // the two below
    for (; seen.size < 2; sent += 1) seen.add((await askThread(origin)).thread);
    for (const path of ['/exit', '/throw'])
      await fetch(`${origin}${path}`, { headers: { connection: 'close' } }).catch(() => undefined);
    const isReplaced = ({ msg }: Readonly<Record<string, unknown>>): boolean =>
      msg === 'serving thread ended, replacing it';
    await until(() => log().filter(isReplaced).length === 2);
    const text = await (await fetch(`${originOf(log(), 'ops')}/metrics`)).text();
    expect(/^app_requests_total (.*)$/m.exec(text)?.[1]).toBe(String(sent));
  });

  it('are no reason to fail if they cannot be read', async () => {
    const env = { SERVING_THREADS: '2', BROKEN_METRIC: 'yes' };
    const { log, ...running } = await startThreads(main, env);
    ({ program } = running);
    const exited = once(program, 'exit');
    program.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    await until(() => log().some(({ msg }) => msg === 'stopped'));
    expect(log().filter(({ level }) => level !== 'info')).toEqual([]);
  });
});
