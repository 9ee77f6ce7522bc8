import type { ServerOptions } from 'node:http2';
import type { Settings } from '../../config/settings.ts';

/** Streams of one connection that are open at the same time: RFC 9113, section 5.1.2, recommends no fewer. */
export const MAX_STREAMS = 100;

/** More fields than any MAX_HEADERS allows, so that too many get 431 and not a reset. */
const MAX_FIELDS = 2_100;

/**
 * Least size of a head that node:http2 passes on, as RFC 9113, section 6.5.2, counts it: more than eight
 * CONTINUATION frames hold without compression, and nghttp2 accepts no ninth. A larger head is reset, and
 * node:http2 tells nobody.
 */
const MIN_HEAD_BYTES = 262_144;

/** Bytes that may be unread on one connection, so that one handler that does not read holds up no other. */
const CONNECTION_WINDOW_BYTES = 1_048_576;

/** Plans the options of node:http2: the limits that it and nghttp2 enforce on each connection. */
export function planSessions({ maxHeaderBytes }: Pick<Settings, 'maxHeaderBytes'>): ServerOptions {
  const maxHeaderListSize = Math.max(MIN_HEAD_BYTES, 2 * maxHeaderBytes);
  const limits = {
    settings: { maxConcurrentStreams: MAX_STREAMS, maxHeaderListSize },
    maxHeaderListPairs: MAX_FIELDS,
    connectionWindowSize: CONNECTION_WINDOW_BYTES,
    /** Megabytes: buffered frames, headers and bodies of one connection. */
    maxSessionMemory: 10,
    /** Frames that RFC 9113 forbids, before the connection is closed. */
    maxSessionInvalidFrames: 100,
    /** Streams above MAX_STREAMS, before the connection is closed. */
    maxSessionRejectedStreams: 100,
    /** Streams that the client may reset at once, and then per second: CVE-2023-44487. */
    streamResetBurst: 500,
    streamResetRate: 50,
    /** Entries of a SETTINGS frame. */
    maxSettings: 32,
    /** An application may repeat a field such as Content-Type, as under HTTP/1.1. */
    strictSingleValueFields: false,
  };
  return limits;
}
