import type { Request } from 'express';
import type { Observer } from '../../http/exchange.ts';
import type { Log } from '../log/log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { TracingPlan } from '../../program/plan-tracing.ts';

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

/** The tracing of a server, from its start to its end. */
export interface Tracing extends Trace {
  readonly observers: readonly Observer[];
  /** Sends what waits, for two seconds at most; what is left then is dropped and counted. */
  readonly stop: () => Promise<void>;
}

export interface TracingOptions {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly monotonicMs: () => number;
  /** Whether a request comes from a proxy whose trace may be continued. */
  readonly isTrusted: (request: Request) => boolean;
}

const NO_TRACING: Tracing = {
  observers: [],
  headers: () => ({}),
  stop: () => Promise.resolve(),
};

/** Starts tracing where it is planned; without a plan the SDK is not even read. */
export async function startTracing(
  plan: TracingPlan | undefined,
  options: TracingOptions,
): Promise<Tracing> {
  if (plan === undefined) return NO_TRACING;
  const { startSdk } = await import('./start-sdk.ts');
  return startSdk(plan, options);
}
