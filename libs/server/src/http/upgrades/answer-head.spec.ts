import { addRequestId, statusIn } from './answer-head.ts';

describe('statusIn()', () => {
  it.each([
    ['HTTP/1.1 101 Switching Protocols\r\n\r\n', 101],
    ['HTTP/1.1 400 Bad Request\r\n', 400],
    ['\x81\x02hi', 101],
  ])('returns the status of %j: %d', (head, status) => {
    expect(statusIn(head)).toBe(status);
  });
});

describe('addRequestId()', () => {
  it.each([
    ['HTTP/1.1 101 A\r\nB: c\r\n\r\n', 'HTTP/1.1 101 A\r\nB: c\r\nX-Request-Id: 7\r\n\r\n'],
    ['HTTP/1.1 101 A\r\n\r\n\x81\x00', 'HTTP/1.1 101 A\r\nX-Request-Id: 7\r\n\r\n\x81\x00'],
    ['HTTP/1.1 101 A\r\nx-request-id: 6\r\n\r\n', 'HTTP/1.1 101 A\r\nx-request-id: 6\r\n\r\n'],
    ['HTTP/1.1 101 A\r\n', 'HTTP/1.1 101 A\r\n'],
  ])('makes of %j: %j', (head, changed) => {
    expect(addRequestId(head, '7')).toBe(changed);
  });
});
