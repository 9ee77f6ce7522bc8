import { createTestExchange } from '../../../testing/create-exchange.ts';
import { sentHeadOf } from '../private-surfaces.ts';
import { abortExchange } from './abort-exchange.ts';

describe('abortExchange()', () => {
  it('answers in place of the application, whose own answer changes nothing', () => {
    const { exchange, response, socket } = createTestExchange();
    abortExchange(exchange, 'timeout', { status: 503, retryAfterSeconds: 7 });
    response.status(200).json({ late: true });
    expect(exchange.errorType).toBe('timeout');
    expect(sentHeadOf(response)).toMatch(/^HTTP\/1\.1 503 [^]*\r\nRetry-After: 7\r\n/);
    expect(socket.destroyed).toBe(false);
    expect(socket.isRefused).toBe(true);
  });

  it('cuts an answer that has begun', () => {
    const { exchange, response, socket } = createTestExchange();
    response.writeHead(200).write('half');
    abortExchange(exchange, 'timeout', { status: 503 });
    expect(socket.destroyed).toBe(true);
    expect(sentHeadOf(response)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('aborts the signal with the reason', () => {
    const { exchange } = createTestExchange();
    exchange.abort = new AbortController();
    abortExchange(exchange, 'timeout', { status: 503 });
    expect(exchange.abort.signal.reason).toMatchObject({
      name: 'AbortError',
      message: 'The server ended the request: timeout',
    });
  });

  it('keeps the first reason', () => {
    const { exchange, response } = createTestExchange();
    abortExchange(exchange, 'body_too_large', { status: 413 });
    abortExchange(exchange, 'timeout', { status: 503 });
    expect(exchange.errorType).toBe('body_too_large');
    expect(sentHeadOf(response)).toMatch(/^HTTP\/1\.1 413 /);
  });
});
