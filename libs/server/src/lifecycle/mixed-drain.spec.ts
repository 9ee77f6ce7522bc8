import { once } from 'node:events';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { runDrainTrial } from '../../testing/run-drain-trial.ts';

const main = join(import.meta.dirname, '../../testing/programs/streams.fixture.ts');
const COUNT = 10;

jest.setTimeout(60_000);

/** What the clients of streams have got until their end. */
interface Endings {
  readonly events: Promise<string>[];
  readonly codes: Promise<number>[];
}

async function connectSocket(origin: string): Promise<WebSocket> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/socket`);
  await once(socket, 'open');
  return socket;
}

/** Connects ten clients of each kind. */
async function connect(origin: string, { events, codes }: Endings): Promise<void> {
  for (let index = 0; index < COUNT; index += 1) {
    events.push((await fetch(`${origin}/events`)).text());
    const socket = await connectSocket(origin);
    codes.push(once(socket, 'close').then(([code]) => code as number));
  }
}

describe('a shutdown with requests, streams of events and WebSockets', () => {
  it.each(['1', '3'])('fails none and tells all, with %s threads', async (threads) => {
    const endings: Endings = { events: [], codes: [] };
    const { answered, failures, exitCode } = await runDrainTrial(main, {
      shutdownDelayMs: 300,
      balancerLagMs: 150,
      clients: 50,
      env: { SERVING_THREADS: threads, LOG_LEVEL: 'info' },
      connectOthers: (origin) => connect(origin, endings),
    });
    expect(answered).toBeGreaterThan(50);
    expect([failures, exitCode]).toEqual([[], 0]);
    const all = Array<string>(COUNT).fill('data: begin\n\ndata: end\n\n');
    expect(await Promise.all(endings.events)).toEqual(all);
    expect(await Promise.all(endings.codes)).toEqual(Array<number>(COUNT).fill(1001));
  });
});
