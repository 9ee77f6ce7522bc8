import { head, message, type Row } from './row.ts';

const kept = (line: string, ...headers: string[]): string => head(line, 'Host: a', ...headers);
const last = message('GET /last HTTP/1.1');
const inner = kept('GET /inner HTTP/1.1');

/** Several requests on one connection: RFC 9112, section 9. */
export const sequenceRows: readonly Row[] = [
  {
    name: 'three requests at once',
    bytes: kept('GET /1 HTTP/1.1') + kept('GET /2 HTTP/1.1') + last,
    expected: [200, 200, 200],
    source: 'RFC 9112, 9.3.2: in the order of the requests',
  },
  {
    name: 'HEAD, then GET',
    bytes: kept('HEAD / HTTP/1.1') + last,
    expected: [200, 200],
    source: 'RFC 9112, 6.3',
  },
  {
    name: 'a 204, then GET',
    bytes: kept('GET /204 HTTP/1.1') + last,
    expected: [204, 200],
    source: 'RFC 9112, 6.3',
  },
  {
    name: 'a 304, then GET',
    bytes: kept('GET /304 HTTP/1.1') + last,
    expected: [304, 200],
    source: 'RFC 9112, 6.3',
  },
  {
    name: 'a body that is a request',
    bytes: kept('POST / HTTP/1.1', `Content-Length: ${inner.length}`) + inner + last,
    expected: [200, 200],
    source: 'RFC 9112, 6.2',
  },
  {
    name: 'chunks that are a request',
    bytes: `${kept('POST / HTTP/1.1', 'Transfer-Encoding: chunked')}${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n${last}`,
    expected: [200, 200],
    source: 'RFC 9112, 7.1',
  },
  {
    name: 'a rejected body that is a request',
    bytes: kept('POST / HTTP/1.1', 'Content-Length: 1048577') + inner,
    expected: [413],
    source: 'policy: nothing is read after a refusal',
  },
  {
    name: 'a request after a rejected one',
    bytes: kept('GET /a#b HTTP/1.1') + inner,
    expected: [400],
    source: 'policy: nothing is read after a refusal',
  },
  {
    name: 'a request after two Hosts',
    bytes: kept('GET / HTTP/1.1', 'Host: b') + inner,
    expected: [400],
    source: 'policy: nothing is read after a refusal',
  },
  {
    name: 'a request smuggled past Content-Length by chunks',
    bytes: `${kept('POST / HTTP/1.1', 'Content-Length: 4', 'Transfer-Encoding: chunked')}0\r\n\r\n${inner}`,
    expected: [400],
    source: 'RFC 9112, 6.1',
  },
  {
    name: 'a request after an unknown coding',
    bytes: `${kept('POST / HTTP/1.1', 'Transfer-Encoding: xchunked')}${inner}`,
    expected: [400],
    source: 'RFC 9112, 6.3',
  },
  {
    name: 'garbage after a request',
    bytes: `${kept('GET / HTTP/1.1')}\x01\x02`,
    expected: [200],
    source: 'RFC 9112, 2.2',
    justified: 'the complete response is sent, and then the connection closes without another',
  },
  {
    name: 'an unknown method after a request',
    bytes: `${kept('GET / HTTP/1.1')}${kept('FOO / HTTP/1.1')}`,
    expected: [200],
    source: 'RFC 9110, 9.1',
    justified:
      'the parser fails before the first request is answered; that answer is sent, and the connection closes',
  },
  {
    name: 'CONNECT after a request',
    bytes: `${kept('GET / HTTP/1.1')}${kept('CONNECT a:80 HTTP/1.1')}`,
    expected: [200],
    source: 'RFC 9112, 9.3.2: in the order of the requests',
    justified:
      'node:http reports CONNECT before the first request is answered; that answer is sent, and the connection closes',
  },
  {
    name: 'a request after Connection: close',
    bytes: last + inner,
    expected: [200],
    source: 'RFC 9112, 9.6: MUST NOT process further requests',
  },
  {
    name: 'a request after HTTP/1.0',
    bytes: head('GET / HTTP/1.0') + inner,
    expected: [200],
    source: 'RFC 9112, 9.3',
  },
  {
    name: 'HTTP/1.0 with keep-alive',
    bytes: head('GET / HTTP/1.0', 'Connection: keep-alive') + last,
    expected: [200, 200],
    source: 'RFC 9112, 9.3',
  },
];
