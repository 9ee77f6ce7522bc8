import type { AsyncLocalStorage } from 'node:async_hooks';
import type { Context, Tracer } from '@opentelemetry/api';
import type { Log } from '../log/log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Settings } from '../../config/settings.ts';
import type { ExportTarget } from '../otlp/create-sender.ts';

/** What to trace and where to send it. */
export interface TracingPlan {
  readonly exporter: ExportTarget;
  /** Attributes that identify this service. */
  readonly resource: Readonly<Record<string, string>>;
  /** Whether traces continue from a caller and into the services that the app calls. */
  readonly isPropagated: boolean;
  readonly sampler: Pick<Settings, 'tracesSampler' | 'tracesSamplerRatio'>;
  readonly queue: Pick<Settings, 'traceBatchDelayMs' | 'maxTraceQueueSpans' | 'maxTraceBatchSpans'>;
}

/** What an app needs to continue a trace in the services it calls. */
export interface Trace {
  /**
   * Returns the fields that continue the current trace: `traceparent` and, if it is set, `tracestate`.
   * Empty outside a request, and if nothing is traced or propagated.
   *
   * @example
   * await fetch(url, { headers: { accept: 'application/json', ...trace.headers() } });
   */
  readonly headers: () => Record<string, string>;
}

/** What creates the spans of exchanges. */
export interface SpanSource {
  readonly tracer: Tracer;
  /** Contains the current context. */
  readonly storage: AsyncLocalStorage<Context>;
  /** Whether the trace of a caller may be read. */
  readonly isPropagated: boolean;
}

/** The tracing of a server, from its start to its end. */
export interface Tracing extends Trace {
  /** What creates spans; undefined if nothing is traced. */
  readonly spans: SpanSource | undefined;
  /** Sends the queued spans, for two seconds at most; drops and counts the rest. */
  readonly stop: () => Promise<void>;
}

export interface TracingOptions {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly monotonicMs: () => number;
}
