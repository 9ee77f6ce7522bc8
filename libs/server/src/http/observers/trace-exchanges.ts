import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import type { Request } from 'express';
import type { Exchange, Observer } from '../exchange.ts';
import { routeOf } from '../route-template.ts';
import { describeRequest, methodOf } from './describe-request.ts';
import { readRemote } from './read-remote.ts';
import type { SpanSource } from '../../telemetry/trace/tracing.ts';

/** What the observer needs. */
export interface TraceExchangesOptions extends SpanSource {
  /** Returns whether a request comes from a proxy whose trace may be continued. */
  readonly isTrusted: (request: Request) => boolean;
}

const SERVER = { kind: SpanKind.SERVER };

/**
 * Creates a span for each exchange. The trace of an untrusted caller is not continued, only linked to:
 * otherwise any client could make the server record spans by sending `sampled`, and join the traces of
 * others (W3C Trace Context, sections 3.4 and 7.2).
 */
export function traceExchanges(options: TraceExchangesOptions): Observer {
  const { tracer, storage, isPropagated, isTrusted } = options;
  return {
    onStart: (exchange) => {
      const { request } = exchange;
      const remote = isPropagated ? readRemote(request.headers) : undefined;
      const isContinued = remote !== undefined && isTrusted(request);
      const parent = isContinued ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT;
      const span = tracer.startSpan(methodOf(request), SERVER, parent);
      if (span.isRecording()) {
        span.setAttributes(describeRequest(request));
        if (remote !== undefined && !isContinued) span.addLink({ context: remote });
      }
      const { traceId, spanId } = span.spanContext();
      exchange.trace = { traceId, spanId, span };
      // Not run(): the application would have to be called from a closure. The context entered here ends
      // with the parser's callback for this request.
      storage.enterWith(trace.setSpan(ROOT_CONTEXT, span));
    },
    onEnd: (exchange) => {
      if (exchange.trace?.span.isRecording()) endSpan(exchange, exchange.trace.span);
    },
  };
}

/** Sets the attributes that are known at the end, by OpenTelemetry's semantic conventions for HTTP servers. */
function endSpan(exchange: Exchange, span: Span): void {
  const { request, response, errorType } = exchange;
  const { statusCode } = response;
  const route = routeOf(exchange);
  span.setAttribute('http.response.status_code', statusCode);
  if (route !== '')
    span.setAttribute('http.route', route).updateName(`${methodOf(request)} ${route}`);
  const isFailed = statusCode >= 500;
  if (isFailed) span.setStatus({ code: SpanStatusCode.ERROR });
  if (errorType !== undefined || isFailed)
    span.setAttribute('error.type', errorType ?? String(statusCode));
  span.end();
}
