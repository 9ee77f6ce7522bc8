import { STATUS_CODES } from 'node:http';
import type { RequestHandler } from 'express';
import { exchangeRaw } from '../../../testing/exchange-raw.ts';
import { startApp } from '../../../testing/start-app.ts';

type Headers = Readonly<Record<string, unknown>>;

const failing = (headers: unknown, status?: number): Error =>
  Object.assign(new Error('x'), { headers }, status === undefined ? {} : { status });

/** Returns the answer of a handler that sets headers and then fails, and the messages in the log. */
async function failedWith(set: Headers, error?: Error): Promise<readonly [string, unknown[]]> {
  const routes: RequestHandler = (_request, response, next) => {
    response.set(set);
    next(error);
  };
  await using app = await startApp({ routes, observers: [] });
  const answer = await exchangeRaw(app.port, 'GET /x HTTP/1.1');
  return [answer, app.log().map(({ msg }) => msg)];
}

const CORS = { 'Access-Control-Allow-Origin': 'https://a.example', Vary: 'Origin' };

describe('the answer to a request whose handler fails', () => {
  it.each([
    [500, new Error('x')],
    [403, failing({}, 403)],
    [404, undefined],
  ])('has the headers that were set before, with %i', async (status, error) => {
    const [answer] = await failedWith({ ...CORS, 'Retry-After': '7', 'Set-Cookie': 'a=b' }, error);
    expect(answer).toMatch(
      new RegExp(`^HTTP/1\\.1 ${status} ${STATUS_CODES[status] as string}\r\n`),
    );
    expect(answer).toContain('\r\nAccess-Control-Allow-Origin: https://a.example\r\n');
    expect(answer).toContain('\r\nVary: Origin, Accept\r\n');
    expect(answer).toContain('\r\nRetry-After: 7\r\n');
    expect(answer).toContain('\r\nSet-Cookie: a=b\r\n');
  });

  it('has no header of the body that is not sent', async () => {
    const [answer] = await failedWith(
      {
        'Content-Length': '999',
        'Content-Type': 'text/html',
        'Content-Encoding': 'gzip',
        'Content-Language': 'de',
        'Content-Range': 'bytes 0-1/2',
        'Content-Disposition': 'attachment',
        ETag: '"x"',
        'Last-Modified': 'Thu, 01 Jan 1970 00:00:00 GMT',
        'Accept-Ranges': 'bytes',
        Expires: 'Thu, 01 Jan 2099 00:00:00 GMT',
        'Transfer-Encoding': 'chunked',
      },
      new Error('x'),
    );
    expect(answer).toMatch(/\r\nContent-Type: text\/plain; charset=utf-8\r\n/);
    expect(answer).toMatch(/\r\nContent-Length: 22\r\n/);
    expect(answer).not.toMatch(
      /999|html|gzip|Language|Range|attachment|ETag|Last-Modified|Expires|chunked/,
    );
  });

  it.each([
    ['public, max-age=31536000, immutable', false],
    ['s-maxage=60', false],
    ['max-age=0, must-revalidate', true],
    ['no-store', true],
    ['no-store, max-age=60', true],
    ['private', true],
  ])('of "Cache-Control: %s" has it: %j', async (value, isKept) => {
    const [answer] = await failedWith({ 'Cache-Control': value }, new Error('x'));
    expect(answer.includes(`\r\nCache-Control: ${value}\r\n`)).toBe(isKept);
  });

  it.each(['CDN-Cache-Control', 'Surrogate-Control'])('has no lifetime in %s', async (name) => {
    const [answer] = await failedWith({ [name]: 'max-age=60' }, new Error('x'));
    expect(answer).not.toContain(name);
    const [kept] = await failedWith({ [name]: 'no-store' }, new Error('x'));
    expect(kept).toContain(`\r\n${name}: no-store\r\n`);
  });

  it('keeps the Content-Range of a 416, which states the size of the file', async () => {
    const [answer] = await failedWith({ 'Content-Range': 'bytes */9' }, failing({}, 416));
    expect(answer).toContain('\r\nContent-Range: bytes */9\r\n');
  });

  it('has the headers of an error with a status, which override those set before', async () => {
    const headers = { Allow: 'PUT', 'retry-after': 9, 'X-List': ['a', 'b'], ETag: '"error"' };
    const [answer, messages] = await failedWith({ 'Retry-After': '7' }, failing(headers, 405));
    expect(answer).toContain('\r\nAllow: PUT\r\n');
    expect(answer.match(/\r\nretry-after: .*/gi)).toEqual(['\r\nretry-after: 9']);
    expect(answer).toContain('\r\nX-List: a\r\nX-List: b\r\n');
    expect(answer).toContain('\r\nETag: "error"\r\n');
    expect(messages).toEqual([]);
  });

  it.each([
    ['of an error without a status', failing({ 'X-A': 'b' })],
    ['that are no object', failing('X-A: b', 400)],
    ['that are null', failing(null, 400)],
  ])('has no headers %s, as under Express', async (_, error) => {
    const [answer, messages] = await failedWith({}, error);
    expect(answer).toMatch(/^HTTP\/1\.1 (?:400|500) /);
    expect(answer).not.toContain('X-A');
    expect(messages).not.toContain('header of an error left out');
  });

  it.each([
    ['a line break', { 'X-A': 'b\r\nX-Evil: c', 'X-Good': 'd' }],
    ['no value', { 'X-A': undefined, 'X-Good': 'd' }],
    ['a name with a space', { 'X A': 'b', 'X-Good': 'd' }],
  ])('has all headers of an error but the one with %s, which is logged', async (_, headers) => {
    const [answer, messages] = await failedWith({}, failing(headers, 400));
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain('\r\nX-Good: d\r\n');
    expect(answer).not.toMatch(/X.A|X-Evil/);
    expect(messages).toEqual(['header of an error left out']);
  });

  it('is framed by the server, whatever the headers of an error say', async () => {
    const framing = {
      'Content-Length': '9',
      'transfer-encoding': 'chunked',
      'content-encoding': 'gzip', // as of an answer that another server gave
      Trailer: 'X',
    };
    const [answer] = await failedWith(
      {},
      failing({ ...framing, 'Content-Type': 'text/html' }, 400),
    );
    expect(answer).toMatch(/\r\nContent-Type: text\/plain; charset=utf-8\r\n/);
    expect(answer).toMatch(/\r\nContent-Length: 12\r\n/);
    expect(answer).not.toMatch(/chunked|gzip|Trailer|html/);
  });
});
