import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Response } from 'express';
import { exchangeRaw } from '../../../testing/exchange-raw.ts';
import { detachResponse } from './detach-response.ts';

const LATE: readonly [string, (response: Response) => unknown][] = [
  ['json()', (response) => response.status(200).json({ late: true })],
  ['send()', (response) => response.send('late')],
  [
    'redirect()',
    (response) => {
      response.redirect('/late');
    },
  ],
  ['cookie()', (response) => response.cookie('a', 'late').vary('late').append('X', 'late')],
  ['write() and end()', (response) => response.write('late') && response.end('late')],
  ['writeHead()', (response) => response.writeHead(200, { x: 'late' }).end()],
  [
    'removeHeader()',
    (response) => {
      response.removeHeader('x');
      response.flushHeaders();
    },
  ],
  ['setHeaders()', (response) => response.setHeaders(new Map([['x', 'late']]))],
  [
    'writeEarlyHints()',
    (response) => {
      response.writeEarlyHints({ link: '</late>' });
    },
  ],
];

describe('detachResponse()', () => {
  it.each(LATE)('makes a late %s harmless', async (_, act) => {
    const errors: unknown[] = [];
    const app = express().use((_request, response) => {
      response.on('error', (error) => errors.push(error));
      response.end('in time');
      detachResponse(response);
      response.on('close', () => {
        act(response);
      });
      act(response);
    });
    const server = createServer(app as never);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const answer = await exchangeRaw((server.address() as AddressInfo).port, 'GET / HTTP/1.1');
    await once(server.close(), 'close');
    expect(answer).toMatch(/\r\n\r\nin time$/);
    expect(answer).not.toContain('late');
    expect(errors).toEqual([]);
  });
});
