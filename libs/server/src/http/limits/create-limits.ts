import type { Server } from 'node:http';
import type { Settings } from '../../config/settings.ts';
import type { Exchange } from '../exchange.ts';
import type { Application } from '../late-app.ts';
import type { Metrics } from '../../telemetry/metrics/metrics.ts';
import { createAdmission, type Admission } from './admission.ts';
import { isBodySlow } from './body-rate.ts';
import { createBodyLimit } from './body-size.ts';
import { closeStalledConnections, watchConnections } from './connections.ts';
import { abortExchange } from './abort-exchange.ts';
import { isHandlerLate } from './handler-timeout.ts';
import { createInFlight, type InFlight } from './in-flight.ts';
import { createLoopDelay } from './loop-delay.ts';
import { defaultMaxConnections } from './max-connections.ts';
import { createOpenSockets, type OpenSockets } from './open-sockets.ts';
import { progressOf } from './progress.ts';
import { defineSignal } from './request-signal.ts';
import { isRequestLate } from './request-timeout.ts';
import { createStreams, isStreamIdle, type Streams } from './streams.ts';
import { createSweep } from './sweep.ts';
import { createTimeouts, type TimeoutKind } from './timeouts.ts';
import { isWriteStalled } from './write-stall.ts';

/** Node waits this much longer than the keep-alive timeout that it announces to the client. */
const KEEP_ALIVE_BUFFER_MS = 1_000;

export interface LimitsOptions {
  readonly settings: Settings;
  readonly metrics: Metrics;
  readonly monotonicMs: () => number;
  /** RLIMIT_NOFILE; undefined if unknown. */
  readonly openFilesLimit: number | undefined;
}

/** The limits that keep one client, or all of them, from exhausting the server. */
export interface Limits extends Admission {
  readonly inFlight: InFlight;
  readonly streams: Streams;
  /** The sockets of the server that the limits are imposed on. */
  readonly sockets: OpenSockets;
  /** Applies the limits to the connections and requests of a server, whose requests have the application's prototypes. */
  readonly impose: (server: Server, app: Pick<Application, 'request'>) => void;
  /** Sets the limits that node:http enforces itself; call it again after a setting has changed. */
  readonly apply: (server: Server) => void;
}

/** Creates the limits from the settings; a change of a setting takes effect with the next request or round. */
export function createLimits(options: LimitsOptions): Limits {
  const { settings, metrics, monotonicMs, openFilesLimit } = options;
  const countTimeout = createTimeouts(metrics);
  const inFlight = createInFlight(metrics);
  const loopDelay = createLoopDelay();
  const checkExchange = createCheck(settings, (exchange, kind) => {
    countTimeout(kind);
    const isClients = kind === 'body' || kind === 'request';
    const status = isClients ? 408 : 503;
    const { retryAfterSeconds } = settings;
    abortExchange(exchange, 'timeout', isClients ? { status } : { status, retryAfterSeconds });
  });
  const limitBody = createBodyLimit(settings, {
    onExceeded: ({ res }) => {
      const exchange = res?.exchange;
      if (exchange !== undefined) abortExchange(exchange, 'body_too_large', { status: 413 });
    },
    monotonicMs,
  });
  const streams = createStreams({ settings, metrics });
  const admission = createAdmission({ settings, metrics, inFlight, streams, loopDelay });
  const idleLimitMs = (): number =>
    settings.keepAliveTimeoutMs + KEEP_ALIVE_BUFFER_MS + settings.headersTimeoutMs;
  const sockets = createOpenSockets();
  return {
    inFlight,
    streams,
    sockets,
    isShedding: admission.isShedding,
    admit: (exchange) => {
      const isAdmitted = admission.admit(exchange);
      if (isAdmitted) limitBody(exchange.request);
      return isAdmitted;
    },
    impose: (server, app) => {
      defineSignal(app.request);
      streams.define(app.request);
      const start = createSweep({
        monotonicMs,
        check: (nowMs, lateMs) => {
          loopDelay.add(lateMs);
          for (const exchange of inFlight) checkExchange(exchange, nowMs);
          closeStalledConnections(sockets.connections, nowMs, idleLimitMs());
          return sockets.connections.size > 0;
        },
      });
      watchConnections(server, {
        sockets,
        metrics,
        countTimeout,
        monotonicMs,
        onFirst: () => {
          loopDelay.reset();
          start();
        },
      });
    },
    apply: (server) => {
      server.headersTimeout = settings.headersTimeoutMs;
      server.requestTimeout = settings.requestTimeoutMs;
      server.keepAliveTimeout = settings.keepAliveTimeoutMs;
      server.maxRequestsPerSocket = settings.maxRequestsPerConnection;
      server.maxConnections = settings.maxConnections ?? defaultMaxConnections(openFilesLimit);
    },
  };
}

type OnLate = (exchange: Exchange, kind: TimeoutKind) => void;

/** Creates the check of one exchange, which reports it if it exceeds one of its time limits. */
function createCheck(settings: Settings, onLate: OnLate) {
  return (exchange: Exchange, nowMs: number): void => {
    const { handlerTimeoutMs, writeStallTimeoutMs, streamIdleTimeoutMs, requestTimeoutMs } =
      settings;
    if (exchange.errorType !== undefined) return; // already aborted, about to end
    if (isBodySlow(exchange, nowMs, settings)) onLate(exchange, 'body');
    else if (isRequestLate(exchange, nowMs, requestTimeoutMs)) onLate(exchange, 'request');
    else if (exchange.answerKind === 'stream') {
      if (isStreamIdle(exchange, nowMs, streamIdleTimeoutMs)) onLate(exchange, 'stream');
    } else if (isHandlerLate(exchange, nowMs, handlerTimeoutMs)) onLate(exchange, 'handler');
    else if (isWriteStalled(exchange, nowMs, writeStallTimeoutMs)) onLate(exchange, 'write');
    progressOf(exchange).sweptMs = nowMs;
  };
}
