import { AsyncLocalStorage } from 'node:async_hooks';
import { context, propagation, trace, type Context } from '@opentelemetry/api';
import { SDK_INFO, W3CTraceContextPropagator } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createContextManager } from './context-manager.ts';
import { createSampler } from './create-sampler.ts';
import { createExporter } from './exporter.ts';
import { createSelfMetrics } from './self-metrics.ts';
import type { Tracing, TracingOptions, TracingPlan } from './tracing.ts';

/** Milliseconds to send the last spans: a service manager may kill the process soon after. */
const FLUSH_DEADLINE_MS = 2_000;

/** Longest value of an attribute: a path or user agent can be as long as a head, and a full queue of them would exhaust the memory. */
const MAX_VALUE_CHARACTERS = 1_024;

/**
 * Starts the OpenTelemetry SDK and registers it with `@opentelemetry/api`, so that the spans of an app
 * are children of its request. This SDK reads no environment variable; all come from settings.
 */
export function startSdk(plan: TracingPlan, options: TracingOptions): Tracing {
  const storage = new AsyncLocalStorage<Context>();
  const exporter = createExporter(plan.exporter, options);
  const processor = new BatchSpanProcessor({
    exporter,
    maxQueueSize: plan.queue.maxTraceQueueSpans,
    maxExportBatchSize: plan.queue.maxTraceBatchSpans,
    scheduledDelayMillis: plan.queue.traceBatchDelayMs,
    exportTimeoutMillis: 2 * plan.exporter.timeoutMs, // the exporter's own deadline comes first
    selfObsMeterProvider: createSelfMetrics(options.metrics),
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ ...SDK_INFO, ...plan.resource }),
    sampler: createSampler(plan.sampler),
    spanProcessors: [processor],
    spanLimits: { attributeValueLengthLimit: MAX_VALUE_CHARACTERS },
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(createContextManager(storage));
  if (plan.isPropagated) propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const tracer = provider.getTracer('@tscratch/server');
  return {
    spans: { tracer, storage, isPropagated: plan.isPropagated },
    headers: readHeaders,
    stop: async () => {
      const deadline = setTimeout(exporter.abandon, FLUSH_DEADLINE_MS);
      // A batch that fails rejects, even with undefined; the exporter has logged and counted it.
      await processor.forceFlush().catch(() => undefined);
      await exporter.forceFlush();
      clearTimeout(deadline);
      for (const api of [trace, context, propagation]) api.disable();
    },
  };
}

function readHeaders(): Record<string, string> {
  const headers = {};
  propagation.inject(context.active(), headers);
  return headers;
}
