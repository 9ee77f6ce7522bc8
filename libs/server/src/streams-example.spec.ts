import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempDisposableSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { checkTypes } from '../testing/check-types.ts';
import { runDrainTrial } from '../testing/run-drain-trial.ts';
import { startReady } from '../testing/start-ready.ts';

const main = join(import.meta.dirname, '../../../examples/streams/main.ts');
const COUNT = 10;

jest.setTimeout(60_000);

/** Connects ten clients of each kind, and returns what they get until their end. */
async function connectAll(origin: string) {
  const events: Promise<string>[] = [];
  const codes: Promise<number>[] = [];
  for (let index = 0; index < COUNT; index += 1) {
    events.push((await fetch(`${origin}/events`)).text());
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/socket`);
    await once(socket, 'open');
    codes.push(once(socket, 'close').then(([code]) => code as number));
  }
  return { events, codes };
}

describe('the program in examples/streams', () => {
  it('passes the type check of the workspace', () => {
    const outputs = join(import.meta.dirname, '../test-output');
    mkdirSync(outputs, { recursive: true });
    using folder = mkdtempDisposableSync(join(outputs, 'streams-example-')); // where its packages are found
    copyFileSync(main, join(folder.path, 'main.ts'));
    expect(checkTypes(folder.path)).toBe('');
  });

  it.each(['1', '3'])(
    'ends each stream by a last event at SIGTERM, and fails no request, with %s threads',
    async (threads) => {
      const connected = Promise.withResolvers<Awaited<ReturnType<typeof connectAll>>>();
      const outcome = await runDrainTrial(main, {
        shutdownDelayMs: 2_000,
        balancerLagMs: 300,
        clients: 10,
        env: { SERVING_THREADS: threads },
        connectOthers: async (origin) => {
          connected.resolve(await connectAll(origin));
        },
      });
      expect(outcome).toMatchObject({ failures: [], refused: 0, exitCode: 0 });
      const { events, codes } = await connected.promise;
      for (const text of await Promise.all(events))
        expect(text).toMatch(
          /^data: welcome\n\n(data: \S+Z\n\n)*event: end\ndata: the server is stopping\n\n$/,
        );
      expect(await Promise.all(codes)).toEqual(Array<number>(COUNT).fill(1001));
    },
  );

  it('sends the time to clients of both kinds', async () => {
    using running = await startReady(main);
    const host = `127.0.0.1:${running.portOf()}`;
    const socket = new WebSocket(`ws://${host}/socket`, { origin: `http://${host}` });
    const messages: string[] = [];
    const second = new Promise((resolve) => {
      socket.on('message', (data: Buffer) => {
        if (messages.push(data.toString()) === 2) resolve(messages);
      });
    });
    await second;
    expect(messages).toEqual(['welcome', expect.stringMatching(/^\d{4}-\S+Z$/)]);
    socket.terminate();
  });

  it('lets no page of another host open a WebSocket', async () => {
    using running = await startReady(main);
    const url = `ws://127.0.0.1:${running.portOf()}/socket`;
    const socket = new WebSocket(url, { origin: 'https://evil.example' });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toBe('Unexpected server response: 403');
  });
});
