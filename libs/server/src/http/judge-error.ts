import { errnoOf } from '../world/faults/fault.ts';
import type { RefusalReason } from './refusals.ts';

/** What an error of a connection means for its client. */
export interface Judgement {
  readonly reason: RefusalReason;
  /** Status of the answer; undefined if the client could not read one. */
  readonly status?: number;
}

/** The statuses are those of `socketOnError` of node:http. */
const BY_CODE: Readonly<Record<string, Judgement>> = {
  HPE_HEADER_OVERFLOW: { reason: 'head_size', status: 431 },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { reason: 'chunk_extension_size', status: 413 },
  HPE_INVALID_EOF_STATE: { reason: 'incomplete', status: 400 },
  HPE_PAUSED_H2_UPGRADE: { reason: 'http2', status: 400 },
  ERR_HTTP_REQUEST_TIMEOUT: { reason: 'timeout', status: 408 },
  ERR_SSL_HTTP_REQUEST: { reason: 'plain_http', status: 400 },
  ERR_SSL_NO_APPLICATION_PROTOCOL: { reason: 'tls_alpn' },
  ERR_SSL_UNSUPPORTED_PROTOCOL: { reason: 'tls_version' },
  ERR_TLS_HANDSHAKE_TIMEOUT: { reason: 'tls_timeout' },
};

/**
 * Judges an error of `clientError`: of the parser, of a timeout, of TLS. Returns undefined if the client
 * left, as with ECONNRESET: nobody was refused.
 */
export function judgeError(error: Error): Judgement | undefined {
  const code = errnoOf(error) ?? '';
  if (code === 'HPE_INVALID_METHOD' && namesMethod(error)) return { reason: 'method', status: 501 };
  if (Object.hasOwn(BY_CODE, code)) return BY_CODE[code];
  if (code.startsWith('HPE_'))
    return { reason: isOfProxyProtocol(error) ? 'proxy_protocol' : 'malformed', status: 400 };
  return /^ERR_(?:SSL|TLS)_/.test(code) ? { reason: 'tls' } : undefined;
}

/**
 * Returns whether the peer speaks the PROXY protocol: to a server without PROXY_PROTOCOL, or from an address that is not
 * in TRUSTED_PROXIES. The name of the reason says so, because every request of that proxy fails.
 */
function isOfProxyProtocol(error: Error): boolean {
  const { rawPacket } = error as Error & { readonly rawPacket?: Buffer };
  return /^(?:PROXY |\r\n\r\n\0\r\nQUIT\n)/.test(rawPacket?.toString('latin1', 0, 12) ?? '');
}

/** A token, a space and the start of a target: RFC 9112, 3. */
const REQUEST_LINE = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+ (?:[/*]|https?:)/i;

/** Longest method that is recognised as one, in bytes. */
const MAX_METHOD_BYTES = 256;

/** Returns whether a line that the parser rejects would be a request with a method that it does not know: RFC 9110, 9.1. */
function namesMethod(error: Error): boolean {
  const { rawPacket, bytesParsed } = error as Error & {
    readonly rawPacket?: Buffer;
    readonly bytesParsed?: number;
  };
  if (rawPacket === undefined || bytesParsed === undefined) return false;
  const start = rawPacket.lastIndexOf('\n', bytesParsed) + 1;
  return REQUEST_LINE.test(rawPacket.toString('latin1', start, start + MAX_METHOD_BYTES));
}
