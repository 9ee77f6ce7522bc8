import { appendLines, fieldsOfHead, showHead } from './fields-of-head.ts';

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

  it('converts fields that many heads have in common once, and the others each time', () => {
    const reused = { lines: 'X-A: 1\r\nX-B: 2\r\n', evaluated: [] };
    const rest = (id: string): string => `${reused.lines}X-Id: ${id}\r\n\r\n`;
    const common = ['x-a', '1', 'x-b', '2'];
    expect(fieldsOfHead(`HTTP/1.1 200 OK\r\n${rest('1')}`, reused)).toEqual(
      [':status', '200'].concat(common, ['x-id', '1']),
    );
    expect(fieldsOfHead(`HTTP/1.1 404 Not Found\r\n${rest('2')}`, reused)).toEqual(
      [':status', '404'].concat(common, ['x-id', '2']),
    );
  });

  it('does not take fields for those in common that are not at the beginning of a head', () => {
    const reused = { lines: 'X-A: 1\r\n', evaluated: [] };
    expect(fieldsOfHead('HTTP/1.1 503 Busy\r\nX-B: 2\r\n\r\n', reused)).toEqual(
      [':status', '503'].concat(['x-b', '2']),
    );
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

describe('showHead', () => {
  it('shows the head as it was sent', () => {
    const head = 'HTTP/1.1 200 OK\r\nDate: now\r\nConnection: keep-alive\r\n\r\n';
    expect(showHead(head)).toBe('HTTP/2 200\r\ndate: now\r\n\r\n');
  });
});
