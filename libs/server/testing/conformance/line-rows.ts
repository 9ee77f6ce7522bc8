import { head, message, type Row } from './row.ts';

/** The request line: RFC 9112, section 3. */
export const lineRows: readonly Row[] = [
  ...['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'].map((method) => ({
    name: `${method} in origin form`,
    bytes: message(`${method} / HTTP/1.1`),
    expected: [200],
    source: 'RFC 9112, 3.2.1',
  })),
  {
    name: 'absolute form',
    bytes: message('GET http://a/x HTTP/1.1'),
    expected: [200],
    source: 'RFC 9112, 3.2.2: a server MUST accept the absolute-form',
  },
  {
    name: 'absolute form without a path',
    bytes: message('GET http://a HTTP/1.1'),
    expected: [200],
    source: 'RFC 9112, 3.2.2',
  },
  {
    name: 'asterisk form with OPTIONS',
    bytes: message('OPTIONS * HTTP/1.1'),
    expected: [200],
    source: 'RFC 9112, 3.2.4',
  },
  {
    name: 'a leading empty line',
    bytes: `\r\n${message('GET / HTTP/1.1')}`,
    expected: [200],
    source: 'RFC 9112, 2.2: SHOULD ignore at least one empty line',
  },
  {
    name: 'HTTP/1.0 without Host',
    bytes: head('GET / HTTP/1.0'),
    expected: [200],
    source: 'RFC 9112, 3.2: the Host is for 1.1',
  },
  {
    name: 'a query with every allowed character',
    bytes: message("GET /?a=b&c[]=d;e:@!$'()*+,/? HTTP/1.1"),
    expected: [200],
    source: 'RFC 3986, 3.4',
  },
  {
    name: 'two spaces before the target',
    bytes: message('GET  / HTTP/1.1'),
    expected: [200],
    source: 'RFC 9112, 3: single space',
    justified:
      'the parser skips spaces before the guard can see them; RFC 9112, 3 lets a recipient split at whitespace',
  },
  {
    name: 'two spaces before the version',
    bytes: message('GET /  HTTP/1.1'),
    expected: [200],
    source: 'RFC 9112, 3: single space',
    justified: 'as the row before: nothing else can be read into the line',
  },
  ...(
    [
      ['a tab instead of a space', 'GET\t/ HTTP/1.1'],
      ['a space after the version', 'GET / HTTP/1.1 '],
      ['a space in the target', 'GET /a b HTTP/1.1'],
      ['no target', 'GET HTTP/1.1'],
      ['a target without slash', 'GET a HTTP/1.1'],
      ['a target that begins with a query', 'GET ?a HTTP/1.1'],
      ['authority form with GET', 'GET a:80 HTTP/1.1'],
      ['a fragment', 'GET /a#b HTTP/1.1'],
      ['asterisk form with GET', 'GET * HTTP/1.1'],
      ['an absolute form with another Host', 'GET http://b/ HTTP/1.1'],
      ['an absolute form with a user', 'GET http://u@a/ HTTP/1.1'],
      ['an absolute form without authority', 'GET http:///x HTTP/1.1'],
      ['an absolute form of another scheme', 'GET ftp://a/ HTTP/1.1'],
      ['a NUL in the target', 'GET /\0 HTTP/1.1'],
      ['a control character in the target', 'GET /\x01 HTTP/1.1'],
      ['DEL in the target', 'GET /\x7f HTTP/1.1'],
      ['a byte above 127 in the target', 'GET /\xff HTTP/1.1'],
      ['a method with an equals sign', 'G=T / HTTP/1.1'],
      ['a version in lower case', 'GET / http/1.1'],
      ['HTTP/1.2', 'GET / HTTP/1.2'],
      ['HTTP/3.0', 'GET / HTTP/3.0'],
      ['HTTP/1.11', 'GET / HTTP/1.11'],
      ['HTTP/1', 'GET / HTTP/1'],
      ['another protocol', 'GET / HTTQ/1.1'],
    ] as const
  ).map(([name, line]) => ({
    name,
    bytes: message(line),
    expected: [400],
    source: 'RFC 9112, 3: an invalid request-line SHOULD be answered with 400',
  })),
  ...(
    [
      ['a method in lower case', 'get / HTTP/1.1'],
      ['an unknown method', 'FOO / HTTP/1.1'],
      ['a method that begins like another', 'GETX / HTTP/1.1'],
      ['an unknown method with an absolute form', 'FOO http://a/ HTTP/1.1'],
    ] as const
  ).map(([name, line]) => ({
    name,
    bytes: message(line),
    expected: [501],
    source:
      'RFC 9110, 9.1: an unrecognized method SHOULD be answered with 501; it is case-sensitive',
  })),
  {
    name: 'HTTP/2.0',
    bytes: message('GET / HTTP/2.0'),
    expected: [505],
    source: 'RFC 9110, 15.6.6',
  },
  { name: 'HTTP/0.9', bytes: 'GET /\r\n\r\n', expected: [505], source: 'RFC 9110, 15.6.6' },
  {
    name: 'the preface of HTTP/2',
    bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    expected: [400],
    source: 'RFC 9113, 3.4',
  },
  {
    name: 'a TLS hello',
    bytes: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    expected: [400],
    source: 'policy: 400 or close',
  },
  {
    name: 'TRACE',
    bytes: message('TRACE / HTTP/1.1'),
    expected: [501],
    source: 'RFC 9110, 9.3.8; policy: it echoes credentials',
  },
  {
    name: 'CONNECT',
    bytes: message('CONNECT a:80 HTTP/1.1'),
    expected: [405],
    source: 'RFC 9110, 9.3.6; policy: no tunnel',
  },
  {
    name: 'a target of 8192 bytes',
    bytes: message(`GET /${'x'.repeat(8_191)} HTTP/1.1`),
    expected: [200],
    source: 'RFC 9112, 3: at least 8000 octets',
  },
  {
    name: 'a target of 8193 bytes',
    bytes: message(`GET /${'x'.repeat(8_192)} HTTP/1.1`),
    expected: [414],
    source: 'RFC 9110, 15.5.15',
  },
  {
    name: 'a target of 17 kB',
    bytes: message(`GET /${'x'.repeat(17_000)} HTTP/1.1`),
    expected: [431],
    source: 'RFC 9112, 3: 414 for a target too long',
    justified:
      'the parser counts target and headers together, and fails before the guard sees either',
  },
  {
    name: 'a bare LF after the request line',
    bytes: 'GET / HTTP/1.1\nHost: a\r\nConnection: close\r\n\r\n',
    expected: [400],
    source: 'RFC 9112, 2.2: MAY recognize a single LF; policy: not',
  },
  {
    name: 'a bare CR in the request line',
    bytes: message('GET /\rx HTTP/1.1'),
    expected: [400],
    source: 'RFC 9112, 2.2: a bare CR MUST be invalid',
  },
];
