import { appendLines, fieldsOfHead, renderFields } from './fields-of-head.ts';

describe('fieldsOfHead', () => {
  it('leaves out the reason phrase and what concerns the connection', () => {
    const head = [
      'HTTP/1.1 404 Not Found',
      'Content-Type: text/plain; charset=utf-8',
      'Connection: close',
      'Keep-Alive: timeout=5',
      'Transfer-Encoding: chunked',
      'Upgrade: websocket',
      'X-Empty: ',
      'Set-Cookie: a=b: c',
      'Set-Cookie: d',
      '',
      '',
    ];
    expect(fieldsOfHead(head.join('\r\n'))).toEqual([
      ':status',
      '404',
      'content-type',
      'text/plain; charset=utf-8',
      'x-empty',
      '',
      'set-cookie',
      'a=b: c',
      'set-cookie',
      'd',
    ]);
  });

  it('reads a head without fields', () => {
    expect(fieldsOfHead('HTTP/1.1 100 Continue\r\n\r\n')).toEqual([':status', '100']);
  });
});

describe('appendLines', () => {
  it('reads lines without an empty one at their end, and none', () => {
    expect(appendLines([], 'X-Sum: 42\r\nX-Other: 1\r\n')).toEqual(['x-sum', '42', 'x-other', '1']);
    expect(appendLines([], '')).toEqual([]);
  });
});

describe('renderFields', () => {
  it('shows the head as it was sent', () => {
    expect(renderFields([':status', '200', 'date', 'now'])).toBe('HTTP/2 200\r\ndate: now\r\n\r\n');
  });
});
