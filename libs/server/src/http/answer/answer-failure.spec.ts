import type { RequestHandler } from 'express';
import { exchangeRaw } from '../../../testing/exchange-raw.ts';
import { startApp } from '../../../testing/start-app.ts';

/** Sends a request to a failing handler, and returns the answer and the logged failures. */
async function answerOf(routes: RequestHandler): Promise<{ answer: string; log: string }> {
  await using app = await startApp({ routes, observers: [] });
  const answer = await exchangeRaw(app.port, 'GET /secret HTTP/1.1');
  return {
    answer,
    log: app
      .log()
      .map((line) => JSON.stringify(line))
      .join(''),
  };
}

function throwing(error: unknown): RequestHandler {
  return (_request, response) => {
    response.set({ ETag: '"x"', 'Set-Cookie': 'a=b', 'Content-Length': '999' });
    throw error;
  };
}

describe('answerFailure()', () => {
  it.each([
    ['an error', new Error('the database password is x')],
    ['a value that is no error', 'a string'],
    ['an error with a status of 5xx', Object.assign(new Error('x'), { status: 503 })],
    ['an error whose status is none', Object.assign(new Error('x'), { status: 42 })],
  ])('answers %s with 500 without details, and logs it', async (_, error) => {
    const { answer, log } = await answerOf(throwing(error));
    expect(answer).toMatch(/^HTTP\/1\.1 500 Internal Server Error\r\n/);
    expect(answer).toMatch(/\r\n\r\nInternal Server Error\n$/);
    expect(answer).not.toMatch(/password|secret|ETag|Cookie|999/);
    expect(log).toContain('"level":"error"');
    expect(log).toContain('"msg":"request failed"');
  });

  it('answers an error with a 4xx status with that status and logs nothing', async () => {
    const { answer, log } = await answerOf(
      throwing(Object.assign(new Error('x'), { status: 413 })),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 Payload Too Large\r\n/);
    expect(log).toBe('');
  });

  it('cuts an answer that has begun, because it must not look complete', async () => {
    const { answer, log } = await answerOf((_request, response, next) => {
      response.writeHead(200).write('half', () => {
        next(new Error('lost'));
      });
    });
    expect(answer).toContain('half');
    expect(answer).not.toMatch(/0\r\n\r\n$/); // the last chunk of RFC 9112, section 7.1
    expect(log).toContain('"message":"lost"');
  });
});
