import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  askThread,
  eventsOf,
  startThreads,
  type ThreadsProgram,
} from '../../../testing/threads.ts';
import { until } from '../../../testing/until.ts';

const main = join(import.meta.dirname, '../../../testing/programs/threads.fixture.ts');

describe('a replacement whose required check fails', () => {
  const directory = mkdtempSync(join(tmpdir(), 'unready '));
  const checked = join(directory, 'checked');
  const eventsFile = join(directory, 'events');
  let running: ThreadsProgram;
  beforeEach(async () => {
    writeFileSync(checked, '');
    rmSync(eventsFile, { force: true });
    const env = { SERVING_THREADS: '2', CHECK_FILE: checked, EVENTS_FILE: eventsFile };
    running = await startThreads(main, env);
    renameSync(checked, `${checked}.away`);
    const ask = fetch(`${running.origin}/exit`, { headers: { connection: 'close' } });
    await ask.catch(() => undefined);
    await until(() => eventsOf(eventsFile).filter((event) => event === 'routes 1').length === 2);
    await until(() => running.log().some(({ msg, thread }) => msg === 'not ready' && thread === 1));
  });
  afterEach(() => {
    running.program.kill('SIGKILL');
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  async function threadsOf(count: number): Promise<ReadonlySet<number>> {
    const threads = new Set<number>();
    for (let at = 0; at < count; at += 1) threads.add((await askThread(running.origin)).thread);
    return threads;
  }

  it('gets no connection until it passes', async () => {
    expect(await threadsOf(6)).toEqual(new Set([2]));
    renameSync(`${checked}.away`, checked);
    await until(async () => (await threadsOf(2)).size === 2);
  });

  it('runs its hooks if it is stopped before', async () => {
    const exited = once(running.program, 'exit');
    running.program.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    const ended = eventsOf(eventsFile).filter((event) => event.startsWith('shutdown'));
    expect(ended.sort()).toEqual(['shutdown 1', 'shutdown 2', 'shutdown main']);
  });
});
