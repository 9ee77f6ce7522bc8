import type { IncomingHttpHeaders } from 'node:http';
import { TraceFlags, type SpanContext } from '@opentelemetry/api';
import { parseTraceParent, TraceState } from '@opentelemetry/core';

/**
 * Reads where a caller stands in its trace: W3C Trace Context, sections 3.2 and 3.3. Undefined where
 * it says nothing, or nothing that can be read; its `tracestate` alone then says nothing either.
 */
export function readRemote({
  traceparent,
  tracestate,
}: IncomingHttpHeaders): SpanContext | undefined {
  // node:http joins fields of one name by a comma, and of two callers none is believed.
  if (typeof traceparent !== 'string' || traceparent.includes(',')) return undefined;
  const parsed = parseTraceParent(traceparent);
  if (parsed === null) return undefined;
  const remote = {
    traceId: parsed.traceId,
    spanId: parsed.spanId,
    traceFlags: parsed.traceFlags & TraceFlags.SAMPLED, // the only one that we understand
    isRemote: true,
  };
  return typeof tracestate === 'string'
    ? { ...remote, traceState: new TraceState(tracestate) }
    : remote;
}
