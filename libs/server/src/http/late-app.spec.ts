import { createServer, get, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import express, { type Express } from 'express';
import { createLateApp, type Application } from './late-app.ts';
import { trustProxyOf } from './express-surfaces.ts';
import { createPrototypes } from './private-surfaces.ts';

const trusted = (address: string | undefined): boolean => address === '192.0.2.1';

interface Served extends AsyncDisposable {
  readonly ask: (path: string) => Promise<string>;
}

/** Serves an application with requests of its prototypes; an error that it passes on is the answer. */
async function serve(app: Application): Promise<Served> {
  const server = createServer(createPrototypes(app), (request, response) => {
    app(request as never, response as never, (error?: unknown) => response.end(String(error)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ask: async (path) => {
      const [answer] = (await once(get({ port, path, agent: false }), 'response')) as [
        IncomingMessage,
      ];
      return text(answer);
    },
    [Symbol.asyncDispose]: async () => {
      await once(server.close(), 'close');
    },
  };
}

describe('createLateApp()', () => {
  it('loads the application once, for requests that arrive together', async () => {
    const load = jest.fn(() =>
      Promise.resolve(
        express().get('/:name', ({ params }, response) => response.send(params.name)),
      ),
    );
    const app = createLateApp(load, trusted);
    await using served = await serve(app);
    expect(load).not.toHaveBeenCalled();
    expect(await Promise.all([served.ask('/a'), served.ask('/b')])).toEqual(['a', 'b']);
    expect(await served.ask('/c')).toBe('c');
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('keeps what was defined on its prototypes, and their identity', async () => {
    const loaded = express().get('/', (request, response) => {
      const isKept = Object.getPrototypeOf(request) === app.request;
      response.json([isKept, request.id, request.app === loaded, request.path]);
    });
    const app = createLateApp(() => Promise.resolve(loaded), trusted);
    Object.defineProperty(app.request, 'id', { get: () => 'own' });
    await using served = await serve(app);
    expect(JSON.parse(await served.ask('/?a=b'))).toEqual([true, 'own', true, '/']);
    expect(JSON.parse(await served.ask('/?a=b'))).toEqual([true, 'own', true, '/']);
  });

  it('knows which proxies are trusted before it is loaded', () => {
    const app = createLateApp(() => new Promise<Express>(() => undefined), trusted);
    const isTrusted = trustProxyOf(app.request.app);
    expect(['192.0.2.1', '192.0.2.2'].map((address) => isTrusted(address, 0))).toEqual([
      true,
      false,
    ]);
  });

  it('passes a failure to load on, and loads again for the next request', async () => {
    const load = jest
      .fn<Promise<Express>, []>()
      .mockRejectedValueOnce(new Error('no descriptor'))
      .mockResolvedValueOnce(express().get('/', (_request, response) => response.send('loaded')));
    await using served = await serve(createLateApp(load, trusted));
    expect(await served.ask('/')).toBe('Error: no descriptor');
    expect(await served.ask('/')).toBe('loaded');
  });
});
