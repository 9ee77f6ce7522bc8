import { once } from 'node:events';
import { join } from 'node:path';
import { drainRows } from '../../testing/drain-rows.ts';
import { openRaw, type RawClient } from '../../testing/raw-client.ts';
import { CORE_THREAD_COUNTS } from '../../testing/serving-threads.ts';
import { startThreads } from '../../testing/threads.ts';
import { until } from '../../testing/until.ts';

const main = join(import.meta.dirname, '../../testing/programs/attacked.fixture.ts');

/** Leaves two seconds for requests, and one for the hooks. */
const DRAIN_TIMEOUT_MS = '3000';

describe.each(CORE_THREAD_COUNTS)(
  'a program with SERVING_THREADS=%i and a client for each of its states',
  (threadCount) => {
    it('cuts the clients that are not done at one deadline, and no other', async () => {
      const { program, log, origin } = await startThreads(main, {
        DRAIN_TIMEOUT_MS,
        SERVING_THREADS: String(threadCount),
      });
      const exited = once(program, 'exit');
      const clients = new Map<string, RawClient>();
      for (const { name, bytes } of drainRows) {
        const client = await openRaw(Number(new URL(origin).port), bytes);
        if (name.startsWith('does not read')) client.socket.pause();
        clients.set(name, client);
      }
      const said = (message: string): boolean => log().some(({ msg }) => msg === message);
      const answered = (path: string): boolean => log().some((line) => line['path'] === path);
      await until(() => said('waiting') && said('begun') && answered('/nothing'));
      program.kill('SIGTERM');
      expect(await exited).toEqual([1, null]);
      await until(() => said('stopped'));
      expect(clients.get('waits for an answer that comes in time')?.received()).toContain('"late"');
      expect(log().filter(({ level }) => level === 'warn' || level === 'error')).toMatchObject([
        { connections: drainRows.filter(({ isCut }) => isCut).length, msg: 'cut at the deadline' },
      ]);
      for (const client of clients.values()) client[Symbol.dispose]();
    });
  },
);
