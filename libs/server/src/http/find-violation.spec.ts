import { findViolation, type RequestHead } from './find-violation.ts';

const limits = { maxHeaders: 5, maxTargetBytes: 64, maxBodyBytes: 10 };

/** Returns status and reason of the violation in a request, undefined if there is none. */
function reasonOf(line: string, ...headers: string[]): string | undefined {
  const [method, url, version = ''] = line.split(' ');
  const rawHeaders = headers.flatMap((header) => header.split(': '));
  const head: RequestHead = { method, url, httpVersion: version.slice(5), rawHeaders };
  const violation = findViolation(head, limits);
  return violation && `${violation.status} ${violation.reason}`;
}

describe('findViolation()', () => {
  it.each([
    ['GET / HTTP/1.1', 'Host: a'],
    ['GET / HTTP/1.1', 'hOsT: a'],
    ['GET / HTTP/1.1', 'Host: shop.example:8080'],
    ['GET / HTTP/1.1', 'Host: xn--bcher-kva.example.'],
    ['GET / HTTP/1.1', 'Host: my_service'],
    ['GET / HTTP/1.1', 'Host: [::1]:8080'],
    ['GET / HTTP/1.1', 'Host: a%20b'],
    ['GET / HTTP/1.1', 'Host: a:'],
    ['GET / HTTP/1.0'],
    ['GET / HTTP/1.0', 'Expect: foo'],
    ['OPTIONS * HTTP/1.1', 'Host: a'],
    ['GET http://a/?x HTTP/1.1', 'Host: a'],
    ['GET HTTPS://A HTTP/1.1', 'Host: a'],
    ['GET http://a HTTP/1.0'],
    ['GET //a/b HTTP/1.1', 'Host: a'],
    ['POST / HTTP/1.1', 'Host: a', 'Content-Length: 10'],
    ['POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: Chunked'],
    ['POST / HTTP/1.1', 'Host: a', 'Expect: 100-Continue'],
    [`GET /${'x'.repeat(63)} HTTP/1.1`, 'Host: a'],
    ['GET / HTTP/1.1', 'Host: a', 'b: c', 'b: c', 'b: c', 'b: c'],
    ['GET / HTTP/1.1', 'Host: a', 'Most: b', 'Hose: c', 'Accept: d'],
  ])('accepts %s with %s', (line = '', ...headers) => {
    expect(reasonOf(line, ...headers)).toBeUndefined();
  });

  it.each([
    ['505 http_version', 'GET / HTTP/2.0', 'Host: a'],
    ['505 http_version', 'GET / HTTP/0.9'],
    ['501 method', 'TRACE / HTTP/1.1', 'Host: a'],
    ['414 target_length', `GET /${'x'.repeat(64)} HTTP/1.1`, 'Host: a'],
    ['431 header_count', 'GET / HTTP/1.1', 'Host: a', 'b: c', 'b: c', 'b: c', 'b: c', 'b: c'],
    ['400 host', 'GET / HTTP/1.1'],
    ['400 host', 'GET / HTTP/1.1', 'Host: a', 'Host: b'],
    ['400 host', 'GET / HTTP/1.1', 'Host: a', 'host: a'],
    ['400 host', 'GET / HTTP/1.0', 'Host: a', 'Host: a'],
    ['400 host', 'GET / HTTP/1.1', 'Host: '],
    ['400 host', 'GET / HTTP/1.1', 'Host: ', 'Host: a'],
    ['400 host', 'GET / HTTP/1.1', 'Host: a/b'],
    ['400 host', 'GET / HTTP/1.1', 'Host: u@x'],
    ['400 host', 'GET / HTTP/1.1', 'Host: a,b'],
    ['400 host', 'GET / HTTP/1.1', 'Host: a b'],
    ['400 host', 'GET / HTTP/1.1', 'Host: http://a'],
    ['400 host', 'GET / HTTP/1.1', 'Host: a?b'],
    ['400 host', 'GET / HTTP/1.1', 'Host: a:b'],
    ['400 host', 'GET / HTTP/1.1', 'Host: a:123456'],
    ['400 host', 'GET / HTTP/1.1', 'Host: :80'],
    ['400 host', 'GET / HTTP/1.1', 'Host: [::1'],
    ['400 host', 'GET / HTTP/1.1', 'Host: ::1'],
    ['400 host', 'GET / HTTP/1.1', 'Host: [v1.a]'],
    ['400 host', 'GET / HTTP/1.1', 'Host: %zz'],
    ['400 target', 'GET /a#b HTTP/1.1', 'Host: a'],
    ['400 target', 'GET * HTTP/1.1', 'Host: a'],
    ['400 target', 'GET http://b/ HTTP/1.1', 'Host: a'],
    ['400 target', 'GET http://u@a/ HTTP/1.1', 'Host: a'],
    ['400 target', 'GET http:///a HTTP/1.1', 'Host: a'],
    ['400 target', 'GET ftp://a/ HTTP/1.1', 'Host: a'],
    ['417 expectation', 'GET / HTTP/1.1', 'Host: a', 'Expect: foo'],
    ['417 expectation', 'GET / HTTP/1.1', 'Host: a', 'Expect: 100-continue, foo'],
    ['413 body_length', 'POST / HTTP/1.1', 'Host: a', 'Content-Length: 11'],
    ['413 body_length', 'POST / HTTP/1.1', 'Host: a', `Content-Length: ${'9'.repeat(400)}`],
    ['400 transfer_encoding', 'POST / HTTP/1.0', 'Host: a', 'Transfer-Encoding: chunked'],
    ['400 transfer_encoding', 'POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: xchunked'],
    ['400 transfer_encoding', 'POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: chunked, identity'],
    ['501 transfer_coding', 'POST / HTTP/1.1', 'Host: a', 'Transfer-Encoding: gzip, chunked'],
  ])('returns %s for %s with %s', (expected, line = '', ...headers) => {
    expect(reasonOf(line, ...headers)).toBe(expected);
  });
});
