import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Route } from '../server/route.ts';
import { startAdmin, type RunningAdmin } from '../../../testing/start-admin.ts';

const routes: readonly Route[] = [
  { method: 'POST', path: '/a', access: 'write', summary: '', answer: () => ({}) },
];
const HEAD = 'POST /a HTTP/1.1\r\nHost: a\r\n';

describe('the limits of the admin API', () => {
  let admin: RunningAdmin;
  beforeEach(async () => {
    admin = await startAdmin({ routes });
  });
  afterEach(() => admin[Symbol.asyncDispose]());

  /** Sends the start of a request and waits for the end of the connection. */
  function begin(bytes: string): Promise<string> {
    const socket = connect(admin.socketPath);
    socket.write(bytes);
    return text(socket);
  }

  it('time out an incomplete head and an incomplete body', async () => {
    const [head, body] = await Promise.all([
      begin(HEAD),
      begin(`${HEAD}Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{`),
    ]);
    expect(head).toContain('HTTP/1.1 408 ');
    expect(body).toContain('HTTP/1.1 408 ');
  }, 20_000);

  it('keep an idle connection for 60 s, and announce it', async () => {
    const socket = connect(admin.socketPath).setEncoding('latin1');
    socket.write(`${HEAD}\r\n`);
    const answer = await new Promise((resolve) => socket.once('data', resolve));
    expect(answer).toContain('\r\nKeep-Alive: timeout=60\r\n');
    socket.destroy();
  });

  it('accept 64 connections per listener, and another one when one has ended', async () => {
    const dropped: Promise<string>[] = [];
    const sockets = Array.from({ length: 64 }, () => connect(admin.socketPath));
    await Promise.all(
      sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))),
    );
    for (let count = 1; count <= 4; count += 1)
      dropped.push(begin(`${HEAD}Connection: close\r\n\r\n`).catch(() => ''));
    expect(await Promise.all(dropped)).toEqual(['', '', '', '']);
    const response = await fetch(`http://127.0.0.1:${admin.port}/a`);
    expect(response.status).toBe(401);
    const [first] = sockets;
    first?.write(`${HEAD}Connection: close\r\n\r\n`);
    expect(first && (await text(first))).toContain('HTTP/1.1 204 ');
    expect(await begin(`${HEAD}Connection: close\r\n\r\n`)).toContain('HTTP/1.1 204 ');
    for (const socket of sockets) socket.destroy();
  });
});
