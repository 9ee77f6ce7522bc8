import type { AsyncLocalStorage } from 'node:async_hooks';
import type { Context, Tracer } from '@opentelemetry/api';
import type { Log } from '../log/log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Settings } from '../../config/settings.ts';

/** What to trace and where to send it. */
export interface TracingPlan {
  readonly exporter: ExportTarget;
  /** Attributes that tell this service from others. */
  readonly resource: Readonly<Record<string, string>>;
  readonly sampler: Pick<Settings, 'tracesSampler' | 'tracesSamplerRatio'>;
  readonly queue: Pick<Settings, 'traceBatchDelayMs' | 'maxTraceQueueSpans' | 'maxTraceBatchSpans'>;
}

export interface ExportTarget {
  readonly url: URL;
  /** By names in lower case, content type included. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds from the first byte sent to the whole answer. */
  readonly timeoutMs: number;
}

/** What an app needs to continue a trace in the services it calls. */
export interface Trace {
  /**
   * The fields that continue the current trace: `traceparent` and, where there is one, `tracestate`.
   * Empty outside a request and where nothing is traced.
   *
   * @example
   * await fetch(url, { headers: { accept: 'application/json', ...trace.headers() } });
   */
  readonly headers: () => Record<string, string>;
}

/** What a span of an exchange is made of. */
export interface SpanSource {
  readonly tracer: Tracer;
  /** Holds the current context. */
  readonly storage: AsyncLocalStorage<Context>;
}

/** The tracing of a server, from its start to its end. */
export interface Tracing extends Trace {
  /** What spans are made of; undefined if nothing is traced. */
  readonly spans: SpanSource | undefined;
  /** Sends what waits, for two seconds at most; what is left then is dropped and counted. */
  readonly stop: () => Promise<void>;
}

export interface TracingOptions {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly monotonicMs: () => number;
}
