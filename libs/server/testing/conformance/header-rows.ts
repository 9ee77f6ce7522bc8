import { head, message, type Row } from './row.ts';

const withHosts = (...hosts: string[]): string =>
  head('GET / HTTP/1.1', ...hosts.map((host) => `Host: ${host}`), 'Connection: close');

/** Host and the other header fields: RFC 9112, sections 3.2 and 5. */
export const headerRows: readonly Row[] = [
  ...[
    'a',
    'a:80',
    'a.b-c.example',
    'a_b',
    '127.0.0.1:8080',
    '[::1]',
    '[::1]:80',
    'a%2db',
    'xn--a.example.',
  ].map((host) => ({
    name: `Host: ${host}`,
    bytes: withHosts(host),
    expected: [200],
    source: 'RFC 3986, 3.2.2',
  })),
  {
    name: 'no Host',
    bytes: head('GET / HTTP/1.1', 'Connection: close'),
    expected: [400],
    source: 'RFC 9112, 3.2: a server MUST respond with 400',
  },
  {
    name: 'two Hosts',
    bytes: withHosts('a', 'b'),
    expected: [400],
    source: 'RFC 9112, 3.2: more than one Host',
  },
  {
    name: 'the same Host twice',
    bytes: withHosts('a', 'a'),
    expected: [400],
    source: 'RFC 9112, 3.2: more than one Host',
  },
  {
    name: 'two Hosts in HTTP/1.0',
    bytes: head('GET / HTTP/1.0', 'Host: a', 'Host: b'),
    expected: [400],
    source: 'RFC 9112, 3.2',
  },
  ...[
    '',
    'a/b',
    'u@x',
    'a,b',
    'a b',
    'http://a',
    'a?b',
    'a#b',
    'a:b',
    '[::1',
    '::1',
    '%zz',
    '<a>',
    '"a"',
    'a\\b',
    ':80',
    '\xe4',
  ].map((host) => ({
    name: `Host: ${JSON.stringify(host)}`,
    bytes: withHosts(host),
    expected: [400],
    source:
      host === ''
        ? 'RFC 9110, 4.2.1: an empty host is invalid'
        : 'RFC 9112, 3.2: an invalid field value',
  })),
  ...(
    [
      ['a value with a tab', 'A: b\tc'],
      ['a value with bytes above 127', 'A: \xe4\xff'],
      ['an empty value', 'A:'],
      ['spaces around a value', 'A: \t b \t '],
      ['a name of all token characters', "a!#$%&'*+-.^_`|~9: b"],
      ['Upgrade: h2c', 'Upgrade: h2c'],
      ['Upgrade to an unknown protocol', 'Upgrade: foo'],
      ['Expect: 100-continue without a body', 'expect: 100-Continue'],
    ] as const
  ).map(([name, line]) => ({
    name,
    bytes: message('GET / HTTP/1.1', [line]),
    expected: line.startsWith('expect') ? [100, 200] : [200],
    source: 'RFC 9110, 5 to 10',
  })),
  {
    name: 'Upgrade: h2c with Connection',
    bytes: head(
      'GET / HTTP/1.1',
      'Host: a',
      'Connection: Upgrade, HTTP2-Settings, close',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA',
    ),
    expected: [200],
    source: 'RFC 9110, 7.8: MAY ignore',
  },
  {
    name: 'Expect: foo',
    bytes: message('GET / HTTP/1.1', ['Expect: foo']),
    expected: [417],
    source: 'RFC 9110, 10.1.1',
  },
  {
    name: 'Expect: foo in HTTP/1.0',
    bytes: message('GET / HTTP/1.0', ['Expect: foo']),
    expected: [200],
    source: 'RFC 9110, 10.1.1',
  },
  ...(
    [
      ['a space before the colon', 'A : b'],
      ['a tab before the colon', 'A\t: b'],
      ['a line without colon', 'A'],
      ['an empty name', ': b'],
      ['a name with a space', 'A b: c'],
      ['a name with a byte above 127', '\xe4: b'],
      ['a name with a bracket', 'A(: b'],
      ['a NUL in a name', 'A\0: b'],
      ['a NUL in a value', 'A: b\0c'],
      ['a vertical tab in a value', 'A: b\vc'],
      ['a form feed in a value', 'A: b\fc'],
      ['DEL in a value', 'A: b\x7f'],
      ['a bare CR in a value', 'A: b\rc'],
      ['a folded line', 'A: b\r\n c'],
      ['a folded line with a tab', 'A: b\r\n\tc'],
      ['a bare LF between lines', 'A: b\nC: d'],
    ] as const
  ).map(([name, line]) => ({
    name,
    bytes: message('GET / HTTP/1.1', [line]),
    expected: [400],
    source: 'RFC 9112, 5: field-line grammar; 5.1 and 5.2 name 400',
  })),
  {
    name: 'a space before the first header',
    bytes: head('GET / HTTP/1.1', ' Host: a', 'Connection: close'),
    expected: [400],
    source: 'RFC 9112, 2.2: whitespace after the start-line',
  },
  {
    name: '100 headers',
    bytes: message('GET / HTTP/1.1', Array<string>(98).fill('A: b')),
    expected: [200],
    source: 'policy: MAX_HEADERS',
  },
  ...[99, 300, 1_500].map((count) => ({
    name: `${count + 2} headers`,
    bytes: message('GET / HTTP/1.1', Array<string>(count).fill('A: b')),
    expected: [431],
    source: 'RFC 6585, 5',
  })),
  {
    name: 'a header of 17 kB',
    bytes: message('GET / HTTP/1.1', [`A: ${'b'.repeat(17_000)}`]),
    expected: [431],
    source: 'RFC 6585, 5',
  },
];
