import { once } from 'node:events';
import { connect as connectTo, createServer, type AddressInfo, type Socket } from 'node:net';
import { until } from '../../../testing/until.ts';
import { createDispatcher, MAX_WAITING } from './dispatch-connections.ts';
import type { HandOver } from './hand-over.ts';

describe('createDispatcher()', () => {
  function setUp() {
    const timers = new Map<number, () => void>();
    const handed: Socket[] = [];
    const refused: Socket[] = [];
    const destroy = jest.fn();
    let serving = false;
    let lastTimer = 0;
    const handOver: HandOver = {
      hand: (socket) => void handed.push(socket),
      open: () => handed.length,
      isServing: () => serving,
      isLate: () => false,
      suspend: () => undefined,
    };
    const dispatcher = createDispatcher(() => [{ handOver }], {
      waitMs: () => 10_000,
      schedule: (delayMs, run) => {
        expect(delayMs).toBe(10_000);
        const timer = (lastTimer += 1);
        timers.set(timer, run);
        return () => void timers.delete(timer);
      },
    });
    const connect = (): Socket => {
      const socket = { destroy } as unknown as Socket;
      dispatcher.hand(socket, () => void refused.push(socket));
      return socket;
    };
    const serve = (): void => {
      serving = true;
      dispatcher.resume();
    };
    return {
      dispatcher,
      timers,
      handed,
      refused,
      connect,
      serve,
      destroyed: () => destroy.mock.calls.length,
    };
  }

  it('keeps connections for the first thread that serves, in their order', () => {
    const { dispatcher, timers, handed, refused, connect, serve } = setUp();
    const sockets = [connect(), connect()];
    dispatcher.resume(); // a thread is there and does not serve
    expect([dispatcher.waiting(), timers.size]).toEqual([2, 2]);
    serve();
    expect([handed, refused, timers.size]).toEqual([sockets, [], 0]);
  });

  it('refuses one that has waited too long, and keeps the others', () => {
    const { dispatcher, timers, handed, refused, connect, serve } = setUp();
    const [first, second] = [connect(), connect()];
    timers.get(1)?.();
    expect([refused, dispatcher.waiting()]).toEqual([[first], 1]);
    serve();
    expect(handed).toEqual([second]);
  });

  it('refuses the next one if too many wait', () => {
    const { dispatcher, refused, connect } = setUp();
    for (let count = 0; count < MAX_WAITING; count += 1) connect();
    expect(refused).toEqual([]);
    const next = connect();
    expect([refused, dispatcher.waiting()]).toEqual([[next], MAX_WAITING]);
  });

  it('closes those that wait when the server stops, and counts those that have sent something', async () => {
    const { dispatcher, timers, serve, handed } = setUp();
    const server = createServer({ pauseOnConnect: true }, (socket) => {
      dispatcher.hand(socket, () => undefined);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const clients = ['', 'GET /', 'x'].map((bytes) => {
      const client = connectTo((server.address() as AddressInfo).port, '127.0.0.1');
      client.on('error', () => undefined).write(bytes);
      return client.resume();
    });
    await until(() => dispatcher.waiting() === clients.length);
    const closed = clients.map((client) => new Promise((resolve) => client.once('close', resolve)));
    const dropped = dispatcher.drop();
    serve(); // too late
    expect(await dropped).toBe(2);
    await Promise.all(closed);
    expect([dispatcher.waiting(), timers.size, handed]).toEqual([0, 0, []]);
    server.close();
  });
});
