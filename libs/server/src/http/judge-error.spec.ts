import { judgeError } from './judge-error.ts';

const failed = (code: string, more: object = {}): Error =>
  Object.assign(new Error('test'), { code }, more);

/** An error of the parser in bytes; `|` marks where. */
function failedAt(marked: string): Error {
  const bytesParsed = marked.indexOf('|');
  const rawPacket = Buffer.from(marked.replace('|', ''), 'latin1');
  return failed('HPE_INVALID_METHOD', { rawPacket, bytesParsed });
}

describe('judgeError()', () => {
  it.each([
    ['HPE_HEADER_OVERFLOW', 'head_size', 431],
    ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 'chunk_extension_size', 413],
    ['HPE_INVALID_EOF_STATE', 'incomplete', 400],
    ['HPE_PAUSED_H2_UPGRADE', 'http2', 400],
    ['HPE_INVALID_VERSION', 'malformed', 400],
    ['HPE_ANYTHING', 'malformed', 400],
    ['ERR_HTTP_REQUEST_TIMEOUT', 'timeout', 408],
    ['ERR_SSL_HTTP_REQUEST', 'plain_http', 400],
    ['ERR_SSL_NO_APPLICATION_PROTOCOL', 'tls_alpn', undefined],
    ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'tls_version', undefined],
    ['ERR_TLS_HANDSHAKE_TIMEOUT', 'tls_timeout', undefined],
    ['ERR_SSL_ANYTHING', 'tls', undefined],
  ])('judges %s as %s with %j', (code, reason, status) => {
    expect(judgeError(failed(code))).toEqual({ reason, ...(status && { status }) });
  });

  it.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', '', 'constructor'])(
    'does not judge %j, with which nobody is refused',
    (code) => {
      expect(judgeError(failed(code))).toBeUndefined();
    },
  );

  it.each([
    'F|OO / HTTP/1.1\r\n',
    '|get / HTTP/1.1\r\n',
    'GET|X / HTTP/1.1\r\n',
    'M|-SEARCH+x * HTTP/1.1\r\n',
    'F|OO http://a/ HTTP/1.1\r\n',
    '\r\n\r\nF|OO / HTTP/1.1\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\n\r\nF|OO / HTTP/1.1\r\n',
    'F|OO /', // the rest has not arrived
  ])('finds an unknown method in %j', (marked) => {
    expect(judgeError(failedAt(marked))).toEqual({ reason: 'method', status: 501 });
  });

  it.each([
    'F|O', // the rest has not arrived: the parser fails before the method ends
    'GET|\t/ HTTP/1.1\r\n',
    'G|=T / HTTP/1.1\r\n',
    'N|OTHING\r\n\r\n',
    'n|othing else\r\n\r\n',
    '|\x16\x03\x01\x02\x00',
    '|\xff / HTTP/1.1\r\n',
    '| / HTTP/1.1\r\n',
    `F|${'O'.repeat(300)} / HTTP/1.1\r\n`,
    '|',
  ])('finds no method in %j', (marked) => {
    expect(judgeError(failedAt(marked))).toEqual({ reason: 'malformed', status: 400 });
  });
});
