import { Agent } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askSocket } from '../../../testing/ask-socket.ts';
import { askOn } from '../../../testing/ask-on.ts';
import { parseMetric } from '../../../testing/read-metric.ts';
import { eventsOf, originOf, startThreads, type ThreadsProgram } from '../../../testing/threads.ts';
import { until } from '../../../testing/until.ts';

const main = join(import.meta.dirname, '../../../testing/programs/threads.fixture.ts');
const THREADS = 4;
const CONNECTIONS = 3 * THREADS;

/** What GET /health says of a thread. */
interface ThreadHealth {
  readonly thread: number;
  readonly answering: boolean;
  readonly replacements: number;
}

describe('one of four serving threads that is blocked', () => {
  const folder = mkdtempSync(join(tmpdir(), 'blocked-'));
  const socketPath = join(folder, 'admin.sock');
  const events = join(folder, 'events');
  let running: ThreadsProgram;
  /** One connection each, by the thread that has it. */
  const connections = new Map<Agent, number>();
  let blocked: number;
  /** Requests to the blocked thread: the one that blocks it, and those that wait behind. */
  let waiting: readonly Promise<string>[];
  const own = () => [...connections].filter(([, thread]) => thread === blocked);
  const others = () => [...connections].filter(([, thread]) => thread !== blocked);
  const ask = (agent: Agent, path = '/thread') => askOn(`${running.origin}${path}`, agent);

  beforeAll(async () => {
    running = await startThreads(main, {
      SERVING_THREADS: String(THREADS),
      LIVENESS_STALL_MS: '3000',
      EVENTS_FILE: events,
      OPS_PORT: '0',
      ADMIN_SOCKET: socketPath,
    });
    for (let count = 0; count < CONNECTIONS; count += 1) {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      connections.set(agent, (await ask(agent)).thread);
    }
    const [first] = connections;
    const [agent, thread] = first as [Agent, number];
    blocked = thread;
    const askOnce = (its: Agent, path?: string) => ask(its, path).then(String, () => 'cut');
    const blocking = askOnce(agent, '/block?ms=600000');
    await until(() => eventsOf(events).includes(`block ${String(blocked)}`));
    const later = own().slice(1);
    waiting = [blocking, ...later.map(([its]) => askOnce(its))];
  }, 30_000);
  afterAll(() => {
    for (const agent of connections.keys()) agent.destroy();
    running.program.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  it('answers none of the requests on its connections, and the others answer all of theirs', async () => {
    expect(own()).toHaveLength(CONNECTIONS / THREADS);
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all(others().map(([agent]) => ask(agent)));
      expect(answers.map(({ thread }) => thread)).toEqual(others().map(([, thread]) => thread));
    }
    expect(await Promise.all(waiting)).toEqual(waiting.map(() => 'cut'));
  });

  it('is named in the log with what it did, and counted in the metric', async () => {
    const line = (message: string) => running.log().find(({ msg }) => msg === message);
    await until(() => line('serving thread ended, replacing it') !== undefined);
    expect(line('the event loop of a serving thread is stuck')).toMatchObject({ thread: blocked });
    expect(JSON.stringify(line('the event loop of a serving thread is stuck'))).toContain(
      'block (',
    );
    expect(line('serving thread ended, replacing it')).toMatchObject({
      thread: blocked,
      reason: 'stuck',
    });
    const metrics = await fetch(`${originOf(running.log(), 'ops')}/metrics`);
    expect(parseMetric(await metrics.text(), 'serving_threads.ends')).toEqual({ stuck: 1 });
  });

  it('is replaced, as GET /health says, and connections reach the new one', async () => {
    let threads: readonly ThreadHealth[] = [];
    await until(async () => {
      const { text } = await askSocket({ socketPath, line: 'GET /health' });
      ({ threads } = JSON.parse(text) as { readonly threads: readonly ThreadHealth[] });
      return threads.every(({ answering }) => answering);
    });
    expect(threads).toHaveLength(THREADS);
    for (const { thread, replacements } of threads)
      expect([thread, replacements]).toEqual([thread, thread === blocked ? 1 : 0]);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect((await ask(agent)).thread).toBe(blocked); // the one with the fewest connections
    agent.destroy();
  });
});
