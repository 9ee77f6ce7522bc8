import { listenAddresses, parseEndpoint, socketMode } from './listen-addresses.ts';
import { readText } from './reading.ts';

describe('parseEndpoint()', () => {
  it.each([
    ['0.0.0.0:8080', { host: '0.0.0.0', port: 8080 }],
    ['[::]:0', { host: '::', port: 0 }],
    ['[2001:db8::1]:443', { host: '2001:db8::1', port: 443 }],
    ['[fe80::1%eth0]:80', { host: 'fe80::1%eth0', port: 80 }],
    ['localhost:8080', { host: '127.0.0.1', port: 8080 }],
    ['unix:/run/app.sock', { path: '/run/app.sock' }],
  ])('parses %s', (text, endpoint) => {
    expect(parseEndpoint(text)).toEqual(endpoint);
  });

  it.each([
    '8080',
    ':8080',
    '0.0.0.0',
    '0.0.0.0:',
    '0.0.0.0:65536',
    '0.0.0.0:08',
    '[0.0.0.0]:80',
    ':::8080',
    '::1:80',
    '[::]',
    'example.org:80',
    'unix:',
    'unix:/',
    'unix:/run/',
    'unix:run/app.sock',
    'unix:@app',
    'unix:/run/app.sock?mode=0660',
    '/run/app.sock',
  ])('rejects %s', (text) => {
    expect(parseEndpoint(text)).toBeUndefined();
  });
});

describe('listenAddresses', () => {
  const read = (text: string) =>
    readText({ from: 'variable', name: 'LISTEN' }, text, listenAddresses);

  it('keeps the texts', () => {
    expect(read('0.0.0.0:80, unix:/a,').value).toEqual(['0.0.0.0:80', 'unix:/a']);
  });

  it('names each wrong element', () => {
    const { expectation } = listenAddresses;
    expect(read(':80,[::]:1,unix:a').problems).toEqual([
      `Cannot read ":80" in LISTEN=":80,[::]:1,unix:a": expected ${expectation}`,
      `Cannot read "unix:a" in LISTEN=":80,[::]:1,unix:a": expected ${expectation}`,
    ]);
    expect(read(' , ').problems).toHaveLength(1);
  });
});

describe('socketMode', () => {
  it.each([
    ['0660', '0660'],
    ['600', '0600'],
    ['1777', undefined],
    ['0668', undefined],
    ['rw', undefined],
  ])('reads %s as %s', (text, mode) => {
    expect(socketMode.parse(text)).toBe(mode);
  });
});
