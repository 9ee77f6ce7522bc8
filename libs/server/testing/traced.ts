import type { RequestHandler } from 'express';
import type { Settings } from '../src/config/settings.ts';
import type { Exchange, Observer } from '../src/http/exchange.ts';
import { traceExchanges } from '../src/http/observers/trace-exchanges.ts';
import { createLog } from '../src/telemetry/log/log.ts';
import { createMetrics } from '../src/telemetry/metrics/create-metrics.ts';
import type { Tracing } from '../src/telemetry/trace/tracing.ts';
import { startApp, type RunningApp } from './start-app.ts';
import { startCollector, type CollectedSpan } from './start-collector.ts';
import { startTestTracing } from './start-test-tracing.ts';
import { createTestWorld } from './test-world.ts';

/** What a traced application has sent and handled. */
export interface Traced {
  readonly spans: readonly CollectedSpan[];
  readonly exchanges: readonly Exchange[];
}

interface TracedInput {
  readonly isTrusted?: boolean;
  readonly settings?: Partial<Settings>;
  readonly routes?: (tracing: Tracing) => RequestHandler;
}

/** Starts a traced application, passes it to `call`, stops it, and returns the spans that it sent. */
export async function traced(
  call: (app: RunningApp) => unknown,
  input: TracedInput = {},
): Promise<Traced> {
  const { now, monotonicMs, stdout } = createTestWorld();
  await using collector = await startCollector();
  const tracing = await startTestTracing(collector.endpoint, input.settings ?? {}, {
    log: createLog({ level: 'info', now, take: (line) => stdout.write(line) }),
    metrics: createMetrics(),
    monotonicMs,
  });
  const exchanges: Exchange[] = [];
  const keep = { onEnd: (exchange: Exchange) => void exchanges.push(exchange) };
  const routes = input.routes?.(tracing);
  const app = await startApp({
    observers: [observeSpans(tracing, input), keep],
    ...(routes === undefined ? {} : { routes }),
  });
  await call(app);
  await app[Symbol.asyncDispose]();
  await tracing.stop();
  return { spans: collector.spans, exchanges };
}

function observeSpans({ spans }: Tracing, { isTrusted = false }: TracedInput): Observer {
  if (spans === undefined) throw new Error('Nothing is traced');
  return traceExchanges({ ...spans, isTrusted: () => isTrusted });
}
