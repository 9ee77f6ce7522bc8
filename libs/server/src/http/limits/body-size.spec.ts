import { text } from 'node:stream/consumers';
import type { Request } from 'express';
import { createTestExchange } from '../../../testing/create-exchange.ts';
import { createBodyLimit } from './body-size.ts';

const settings = { maxBodyBytes: 4 };

interface Received {
  readonly body: string;
  readonly isEnded: boolean;
  readonly exceededCount: number;
}

/** What the application receives of a body that arrives in pieces. */
async function receive(headers: Request['headers'], pieces: readonly string[]): Promise<Received> {
  const { request } = createTestExchange();
  request.headers = headers;
  let [body, isEnded, exceededCount] = ['', false, 0];
  createBodyLimit(settings, { onExceeded: () => (exceededCount += 1), monotonicMs: () => 7 })(
    request,
  );
  request.on('data', (piece: Buffer) => (body += piece.toString()));
  request.on('end', () => (isEnded = true));
  for (const piece of pieces) request.push(Buffer.from(piece));
  request.push(null);
  await new Promise((resolve) => setImmediate(resolve));
  return { body, isEnded, exceededCount };
}

describe('createBodyLimit()', () => {
  it.each([
    ['4 bytes at once', ['abcd'], { body: 'abcd', isEnded: true, exceededCount: 0 }],
    ['4 bytes in pieces', ['ab', 'c', 'd'], { body: 'abcd', isEnded: true, exceededCount: 0 }],
    ['no byte', [], { body: '', isEnded: true, exceededCount: 0 }],
    ['5 bytes at once', ['abcde'], { body: '', isEnded: false, exceededCount: 1 }],
    ['5 bytes in pieces', ['ab', 'cd', 'e'], { body: 'abcd', isEnded: false, exceededCount: 1 }],
    ['many more', ['abc', 'de', 'f', 'g'], { body: 'abc', isEnded: false, exceededCount: 1 }],
  ])('of 4 passes on what it may of %s', async (_, pieces, received) => {
    expect(await receive({ 'transfer-encoding': 'chunked' }, pieces)).toEqual(received);
    expect(await receive({ 'content-length': '4' }, pieces)).toEqual(received);
  });

  it('follows a change of the setting', () => {
    const changing = { maxBodyBytes: 4 };
    const { request } = createTestExchange();
    request.headers = { 'content-length': '9' };
    let exceededCount = 0;
    createBodyLimit(changing, { onExceeded: () => (exceededCount += 1), monotonicMs: () => 7 })(
      request,
    );
    changing.maxBodyBytes = 5;
    request.push(Buffer.from('abcde'));
    expect(exceededCount).toBe(0);
    request.push(Buffer.from('f'));
    expect(exceededCount).toBe(1);
  });

  it('passes the end on if a library has removed the answer from the request, as engine.io does', async () => {
    const { request } = createTestExchange();
    request.headers = { 'content-length': '2' };
    createBodyLimit(settings, { onExceeded: () => undefined, monotonicMs: () => 7 })(request);
    Object.assign(request, { res: null });
    request.push(Buffer.from('ab'));
    request.push(null);
    expect(await text(request)).toBe('ab');
  });

  it('leaves a request without a body unchanged', () => {
    const { request } = createTestExchange();
    createBodyLimit(settings, { onExceeded: () => undefined, monotonicMs: () => 7 })(request);
    expect(Object.hasOwn(request, 'push')).toBe(false);
    expect(request.bodyBytes).toBeUndefined();
  });
});
