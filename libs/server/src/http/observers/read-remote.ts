import type { IncomingHttpHeaders } from 'node:http';
import { TraceFlags, type SpanContext } from '@opentelemetry/api';
import { parseTraceParent, TraceState } from '@opentelemetry/core';

/**
 * Reads the span of the caller: W3C Trace Context, sections 3.2 and 3.3. Returns undefined if
 * `traceparent` is missing or malformed, whatever `tracestate` says.
 */
export function readRemote({
  traceparent,
  tracestate,
}: IncomingHttpHeaders): SpanContext | undefined {
  // node:http joins fields of the same name by a comma; with two callers neither is used.
  if (typeof traceparent !== 'string' || traceparent.includes(',')) return undefined;
  const parsed = parseTraceParent(traceparent);
  if (parsed === null) return undefined;
  const remote = {
    traceId: parsed.traceId,
    spanId: parsed.spanId,
    traceFlags: parsed.traceFlags & TraceFlags.SAMPLED, // the only flag that is supported
    isRemote: true,
  };
  return typeof tracestate === 'string'
    ? { ...remote, traceState: new TraceState(tracestate) }
    : remote;
}
