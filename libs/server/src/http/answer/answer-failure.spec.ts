import express, { type RequestHandler } from 'express';
import { exchangeRaw } from '../../../testing/exchange-raw.ts';
import { startApp } from '../../../testing/start-app.ts';

interface Failed {
  readonly answer: string;
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

/** Sends a request to a failing handler, and returns the answer and the log lines. */
async function failedBy(routes: RequestHandler): Promise<Failed> {
  await using app = await startApp({ routes, observers: [] });
  const answer = await exchangeRaw(app.port, 'GET /secret HTTP/1.1');
  return { answer, lines: app.log() };
}

const throwing =
  (error: unknown): RequestHandler =>
  () => {
    throw error;
  };

const failing = (more: object): Error => Object.assign(new Error('the password is x'), more);

describe('answerFailure()', () => {
  it.each([
    ['an error', failing({})],
    ['a value that is no error', 'a string'],
    ['an error whose status is none', failing({ status: 42 })],
    ['an error whose status means success', failing({ status: 200 })],
    ['an error whose status is text', failing({ status: '404' })],
    ['an error whose status is not a whole number', failing({ status: 404.5 })],
  ])('answers %s with 500 without details, and logs it', async (_, error) => {
    const { answer, lines } = await failedBy(throwing(error));
    expect(answer).toMatch(/^HTTP\/1\.1 500 Internal Server Error\r\n/);
    expect(answer).toMatch(/\r\n\r\nInternal Server Error\n$/);
    expect(answer).not.toMatch(/password|secret/);
    expect(lines).toMatchObject([{ level: 'error', requestId: 'test-id', msg: 'request failed' }]);
  });

  it.each([
    ['status', '503 Service Unavailable', failing({ status: 503 })],
    ['statusCode', '502 Bad Gateway', failing({ statusCode: 502 })],
    ['status before statusCode', '501 Not Implemented', failing({ status: 501, statusCode: 502 })],
    [
      'statusCode if status is none',
      '504 Gateway Timeout',
      failing({ status: 0, statusCode: 504 }),
    ],
    ['status of a plain object', '503 Service Unavailable', { status: 503, message: 'password' }],
  ])('answers with the 5xx in %s, hides the text and logs it', async (_, status, error) => {
    const { answer, lines } = await failedBy(throwing(error));
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status}\r\n`));
    expect(answer).toMatch(new RegExp(`\r\n\r\n${status.slice(4)}\n$`));
    expect(answer).not.toContain('password');
    expect(lines).toMatchObject([{ level: 'error', msg: 'request failed' }]);
  });

  it.each([
    ['status', '413 Payload Too Large', failing({ status: 413 })],
    ['statusCode', '404 Not Found', failing({ statusCode: 404 })],
    ['status of a plain object', '403 Forbidden', { status: 403 }],
    ['status of an object without prototype', '403 Forbidden', Object.assign(Object.create(null), { status: 403 })], // prettier-ignore
  ])('answers with the 4xx in %s, and logs nothing', async (_, status, error) => {
    const { answer, lines } = await failedBy(throwing(error));
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status}\r\n`));
    expect(lines).toEqual([]);
  });

  it.each([
    ['403 Forbidden', 403, failing({})],
    ['503 Service Unavailable', 503, failing({})],
    ['500 Internal Server Error', 302, failing({})],
    ['404 Not Found', 403, failing({ status: 404 })],
  ])('answers with %s where the response had %i before next(error)', async (line, had, error) => {
    const { answer } = await failedBy((_request, response, next) => {
      response.status(had);
      next(error);
    });
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${line}\r\n`));
  });

  it('answers with the reason phrase of the status, not the one of the answer that is not sent', async () => {
    const { answer } = await failedBy((_request, response, next) => {
      response.statusMessage = 'Found It';
      next(failing({}));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 500 Internal Server Error\r\n/);
  });

  it('is overridden by an error handler of the app', async () => {
    const routes = express.Router().use(throwing(failing({ status: 503 })));
    routes.use(((error, _request, response, next) => {
      if (response.headersSent) next(error);
      else response.status(418).end('own');
    }) satisfies express.ErrorRequestHandler);
    const { answer, lines } = await failedBy(routes);
    expect(answer).toMatch(/^HTTP\/1\.1 418 [^]*\r\n\r\nown$/);
    expect(lines).toEqual([]);
  });

  it('cuts an answer that has begun, because it must not look complete', async () => {
    const { answer, lines } = await failedBy((_request, response, next) => {
      response.writeHead(200).write('half', () => {
        next(new Error('lost'));
      });
    });
    expect(answer).toContain('half');
    expect(answer).not.toMatch(/0\r\n\r\n$/); // the last chunk of RFC 9112, section 7.1
    expect(lines).toMatchObject([{ err: { message: 'lost' }, requestId: 'test-id' }]);
  });

  it('leaves an answer that has begun to its handler if that also calls next()', async () => {
    const { answer } = await failedBy((_request, response, next) => {
      response.writeHead(200).write('half', () => response.end('whole'));
      next();
    });
    expect(answer).toMatch(/half[^]*whole\r\n0\r\n\r\n$/);
  });
});
