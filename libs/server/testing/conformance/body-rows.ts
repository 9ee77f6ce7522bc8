import { message, type Row } from './row.ts';

const post = (headers: readonly string[], body = '', version = '1.1'): string =>
  message(`POST / HTTP/${version}`, headers, body);
const chunked = (body: string): string => post(['Transfer-Encoding: chunked'], body);

/** Length of a body: RFC 9112, sections 6 and 7. */
export const bodyRows: readonly Row[] = [
  ...(
    [
      ['a Content-Length', post(['Content-Length: 3'], 'abc')],
      ['a Content-Length of zero', post(['Content-Length: 0'])],
      ['a Content-Length with leading zeros', post(['Content-Length: 003'], 'abc')],
      ['chunks', chunked('3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n')],
      ['chunk sizes in either case', chunked('A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n')],
      ['a chunk extension', chunked('3;a=b\r\nabc\r\n0\r\n\r\n')],
      ['a quoted chunk extension', chunked('3;a="b;c"\r\nabc\r\n0\r\n\r\n')],
      ['a chunk size with leading zeros', chunked('003\r\nabc\r\n000\r\n\r\n')],
      ['a trailer', chunked('0\r\nA: b\r\n\r\n')],
      ['Transfer-Encoding: CHUNKED', post(['Transfer-Encoding: CHUNKED'], '0\r\n\r\n')],
      ['spaces around chunked', post(['Transfer-Encoding:  chunked '], '0\r\n\r\n')],
    ] as const
  ).map(([name, bytes]) => ({ name, bytes, expected: [200], source: 'RFC 9112, 6 and 7' })),
  ...(
    [
      [
        'Content-Length and Transfer-Encoding',
        post(['Content-Length: 5', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
      ],
      [
        'Transfer-Encoding and Content-Length',
        post(['Transfer-Encoding: chunked', 'Content-Length: 5'], '0\r\n\r\n'),
      ],
      ...[
        '+4',
        '-1',
        '-0',
        '0x4',
        '',
        '4 4',
        '4,4',
        '4, 5',
        '4.0',
        '4e0',
        'a',
        '99999999999999999999',
        '\xb2',
      ].map(
        (value) =>
          [`Content-Length: ${value}`, post([`Content-Length: ${value}`], 'abcd')] as const,
      ),
      ['two Content-Lengths', post(['Content-Length: 4', 'Content-Length: 5'], 'abcd')],
      ['the same Content-Length twice', post(['Content-Length: 4', 'Content-Length: 4'], 'abcd')],
      ...[
        'xchunked',
        'identity',
        'chunked, identity',
        'chunked, chunked',
        'gzip',
        '',
        '"chunked"',
        'chunked;a=b',
        'chunked\x0b',
        'chun ked',
      ].map(
        (value) =>
          [
            `Transfer-Encoding: ${value}`,
            post([`Transfer-Encoding: ${value}`], '0\r\n\r\n'),
          ] as const,
      ),
      [
        'two Transfer-Encodings',
        post(['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
      ],
      [
        'identity, then chunked',
        post(['Transfer-Encoding: identity', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
      ],
      ['Transfer-Encoding in HTTP/1.0', post(['Transfer-Encoding: chunked'], '0\r\n\r\n', '1.0')],
      [
        'a space before the colon of Transfer-Encoding',
        post(['Transfer-Encoding : chunked'], '0\r\n\r\n'),
      ],
      ...[
        '0x3\r\nabc',
        '-3\r\nabc',
        '+3\r\nabc',
        'g\r\nabc',
        '\r\nabc',
        ' 3\r\nabc',
        '3 \r\nabc',
        '3\nabc\r\n0\n\n',
        'fffffffffffffffff\r\nabc',
        '1_0\r\nabc',
        '3\r\nabcX\r\n0',
        '3\r\nabc0',
        '3;a\nb\r\nabc',
        '3;a\rb\r\nabc',
        '3\r\nabc\n0',
      ].map(
        (body) => [`the chunk ${JSON.stringify(body)}`, chunked(`${body}\r\n0\r\n\r\n`)] as const,
      ),
      ['a trailer without colon', chunked('0\r\nA\r\n\r\n')],
      ['a folded trailer', chunked('0\r\nA: b\r\n c\r\n\r\n')],
    ] as const
  ).map(([name, bytes]) => ({
    name,
    bytes,
    expected: [400],
    source: 'RFC 9112, 6.1, 6.3 and 7.1',
  })),
  {
    name: 'Transfer-Encoding: gzip, chunked',
    bytes: post(['Transfer-Encoding: gzip, chunked'], '0\r\n\r\n'),
    expected: [501],
    source: 'RFC 9112, 6.1: a coding not understood SHOULD be answered with 501',
  },
  {
    name: 'a chunk extension of 17 kB',
    bytes: chunked(`3;${'a'.repeat(17_000)}\r\nabc\r\n0\r\n\r\n`),
    expected: [413],
    source: 'RFC 9112, 7.1.1: ought to limit chunk extensions',
  },
  {
    name: 'a trailer of 17 kB',
    bytes: chunked(`0\r\nA: ${'b'.repeat(17_000)}\r\n\r\n`),
    expected: [431],
    source: 'RFC 6585, 5',
  },
  {
    name: 'a trailer Content-Length',
    bytes: chunked('0\r\nContent-Length: 5\r\n\r\n'),
    expected: [400],
    source: 'RFC 9110, 6.5.1: MUST NOT generate; policy',
  },
  {
    name: 'a trailer Host',
    bytes: chunked('0\r\nHost: b\r\n\r\n'),
    expected: [200],
    source: 'RFC 9110, 6.5.1: a sender MUST NOT',
    justified: 'trailers are kept separate from headers, so that nothing reads it as a Host',
  },
  {
    name: 'a body over the limit',
    bytes: post(['Content-Length: 1048577']),
    expected: [413],
    source: 'RFC 9110, 15.5.14',
  },
  {
    name: 'a body over the limit that waits for 100',
    bytes: post(['Content-Length: 1048577', 'Expect: 100-continue']),
    expected: [413],
    source: 'RFC 9110, 10.1.1: a final status without 100',
  },
  {
    name: 'a body that waits for 100',
    bytes: post(['Content-Length: 3', 'Expect: 100-continue'], 'abc'),
    expected: [100, 200],
    source: 'RFC 9110, 10.1.1',
  },
];
