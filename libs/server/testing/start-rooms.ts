import { once } from 'node:events';
import express from 'express';
import { WebSocketServer } from 'ws';
import { openRaw } from './raw-client.ts';
import { startApp, type AppInput, type RunningApp } from './start-app.ts';
import { until } from './until.ts';

/** The head of a request that becomes a WebSocket, without its last empty line. */
export const HANDSHAKE =
  'GET /rooms/7?token=secret HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

const LAST = 'GET /plain HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n';

/** A server whose routes take WebSockets. */
export interface RunningRooms extends AsyncDisposable {
  readonly app: RunningApp;
  /** The log lines with a message. */
  readonly lines: (msg: string) => readonly Readonly<Record<string, unknown>>[];
  /** Sends bytes and returns the first that arrive. */
  readonly exchangeFirst: (bytes: string) => Promise<string>;
  /** Sends bytes, and one more request after a number of answers; returns what arrives until the server closes. */
  readonly exchange: (bytes: string, answersBeforeLast?: number) => Promise<string>;
}

/** Most bytes of a message. */
const MAX_MESSAGE_BYTES = 1_024;

/** Rooms in which each message is sent back, as an application has them. */
export function createRooms(): express.Router {
  const rooms = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  return express
    .Router()
    .get('/rooms/:room', (request) => {
      const { socket, head, noteClose } = request.takeUpgrade();
      const { draining, params } = request;
      rooms.handleUpgrade(request, socket, head, (client) => {
        const leave = () => {
          client.close(1001, 'going away');
        };
        draining.addEventListener('abort', leave);
        client.on('error', () => undefined);
        client.on('close', (code) => {
          noteClose(code);
          draining.removeEventListener('abort', leave);
        });
        client.on('message', (data: Buffer) => {
          client.send(`${params.room}: ${String(data)}`);
        });
      });
    })
    .get('/silent', (request) => void request.takeUpgrade())
    .get('/failing', (request) => {
      request.takeUpgrade();
      throw new Error('broken');
    })
    .get('/twice', (request) => {
      request.takeUpgrade();
      request.takeUpgrade();
    })
    .get('/late', async (request) => {
      await once(request.socket, 'close'); // after the 503
      request.takeUpgrade();
    })
    .get('/plain', (_request, response) => response.send('plain'));
}

/** Starts the server with the rooms. */
export async function startRooms(input: AppInput = {}): Promise<RunningRooms> {
  const app = await startApp({ routes: createRooms(), upgrades: ['websocket'], ...input });
  return {
    app,
    lines: (msg) => app.log().filter((line) => line['msg'] === msg),
    exchangeFirst: async (bytes) => {
      using client = await openRaw(app.port, bytes);
      await until(() => client.received() !== '');
      return client.received();
    },
    exchange: async (bytes, answersBeforeLast = Infinity) => {
      using client = await openRaw(app.port, bytes);
      if (answersBeforeLast < Infinity) {
        await until(() => statusesIn(client.received()).length === answersBeforeLast);
        client.socket.write(LAST);
      }
      await client.closed;
      return client.received();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of app.managed.limits.sockets.all) socket.destroy();
      await app[Symbol.asyncDispose]();
    },
  };
}

/** Returns the statuses of the answers in what a client has received. */
export function statusesIn(received: string): readonly number[] {
  return Array.from(received.matchAll(/HTTP\/1\.1 (\d{3})/g), ([, status]) => Number(status));
}
