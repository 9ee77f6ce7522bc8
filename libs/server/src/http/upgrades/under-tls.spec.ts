import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { WebSocket, WebSocketServer } from 'ws';
import { makeCertificate } from '../../../testing/make-certificate.ts';
import { startApp } from '../../../testing/start-app.ts';
import { until } from '../../../testing/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'upgrades-'));
const { certPath, keyPath } = makeCertificate(folder, 'own');
const pair = { cert: readFileSync(certPath), key: readFileSync(keyPath) };
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const echoes = new WebSocketServer({ noServer: true });
const routes = express.Router().get('/echo', (request) => {
  const { socket, head, noteClose } = request.takeUpgrade();
  echoes.handleUpgrade(request, socket, head, (client) => {
    client.on('message', (data) => {
      client.send(data);
    });
    client.on('close', noteClose);
  });
});

describe('a WebSocket under TLS', () => {
  it('exchanges messages, whose bytes are counted as they are before encryption', async () => {
    await using app = await startApp({
      routes,
      upgrades: ['websocket'],
      createNodeServer: (options, listener) => createServer({ ...options, ...pair }, listener),
    });
    const client = new WebSocket(`wss://127.0.0.1:${app.port}/echo`, { rejectUnauthorized: false });
    await once(client, 'open');
    client.send('hello');
    expect(String((await once(client, 'message'))[0])).toBe('hello');
    client.close(1000);
    await until(() => app.log().some(({ msg }) => msg === 'upgrade ended'));
    expect(app.log().at(-1)).toMatchObject({
      bytesIn: 2 + 4 + 5 + 2 + 4 + 2,
      bytesOut: 2 + 5 + 2 + 2,
      closeCode: 1000,
    });
  });
});
