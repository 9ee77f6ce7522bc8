import type { Socket, DropArgument, Server } from 'node:net';
import type { Log } from '../telemetry/log/log.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';

/** Why a client was refused before there was a request that observers see. */
export type RefusalReason =
  | 'chunk_extension_size'
  | 'connect'
  | 'connection_limit'
  | 'head_size'
  | 'http2'
  | 'incomplete'
  | 'malformed'
  | 'method'
  | 'no_thread'
  | 'plain_http'
  | 'proxy_header'
  | 'proxy_protocol'
  | 'proxy_timeout'
  | 'request_limit'
  | 'silence'
  | 'timeout'
  | 'tls'
  | 'tls_alpn'
  | 'tls_timeout'
  | 'tls_version';

/** A refusal. */
export interface Refusal {
  readonly reason: RefusalReason;
  /** Status of the answer; undefined if the connection is closed without one. */
  readonly status?: number | undefined;
  /** Code of Node's error. */
  readonly code?: string | undefined;
  readonly clientAddress: string | undefined;
}

/** Counts a refusal and logs it. */
export type NoteRefusal = (refusal: Refusal) => void;

/** What the notes need. */
export interface RefusalOptions {
  readonly metrics: Metrics;
  readonly log: Log;
  readonly monotonicMs: () => number;
}

/** Time in which a reason has at most MAX_LINES lines: a flood must not fill the log. */
const WINDOW_MS = 1_000;
const MAX_LINES = 10;

/** Lines of one reason in the current window. */
interface Window {
  startMs: number;
  lineCount: number;
  suppressedCount: number;
}

/**
 * Creates the notes of what is refused before there is a request: a counter by reason, and a line of the
 * log at `info`, or at `debug` for a client that sent nothing, as browsers do that connect in advance. The
 * first line after a window that was full says how many lines were left out.
 */
export function createRefusals({ metrics, log, monotonicMs }: RefusalOptions): NoteRefusal {
  const refusals = metrics.counter({
    name: 'http.server.refusals',
    unit: '{refusal}',
    description: 'Clients refused before there was a request, by reason.',
  });
  const windows = new Map<RefusalReason, Window>();
  return (refusal) => {
    const { reason } = refusal;
    refusals({ reason }).add(1);
    const level = reason === 'silence' ? 'debug' : 'info';
    if (!log.isLevelEnabled(level)) return;
    const nowMs = monotonicMs();
    const window = windows.get(reason) ?? { startMs: nowMs, lineCount: 0, suppressedCount: 0 };
    windows.set(reason, window);
    if (nowMs - window.startMs >= WINDOW_MS)
      Object.assign(window, { startMs: nowMs, lineCount: 0 });
    if (window.lineCount >= MAX_LINES) {
      window.suppressedCount += 1;
      return;
    }
    window.lineCount += 1;
    const { suppressedCount } = window;
    window.suppressedCount = 0;
    log[level](suppressedCount === 0 ? refusal : { ...refusal, suppressedCount }, 'refused');
  };
}

/** Notes what node:net and node:http refuse themselves, at the limits on connections and on requests of each. */
export function noteDrops(server: Server, note: NoteRefusal): void {
  server.on('drop', (dropped?: DropArgument) => {
    note({ reason: 'connection_limit', clientAddress: dropped?.remoteAddress });
  });
  server.on('dropRequest', ({ socket }: { readonly socket: Socket }) => {
    if (socket.isRefused || socket.destroyed) return; // the parser still finds requests in what it has read
    note({ reason: 'request_limit', status: 503, clientAddress: socket.remoteAddress });
  });
}
