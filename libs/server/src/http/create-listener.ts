import type { RequestListener, ServerResponse } from 'node:http';
import type { Request, Response } from 'express';
import { answerFailure } from './answer/answer-failure.ts';
import { answerServerOptions } from './answer/answer.ts';
import type { WriteBatch } from './batch-writes.ts';
import type { FindViolation, HeadLimits } from './find-violation.ts';
import type { Exchange, Observer, Admit, Shortcut } from './exchange.ts';
import type { Application } from './late-app.ts';
import { refuse } from './refuse.ts';
import { requestIdOf } from './request-id.ts';

/** What the listener needs. */
export interface ListenerOptions {
  readonly app: Application;
  /** Answers some requests in place of the application; undefined if it gets all of them. */
  readonly shortcut?: Shortcut | undefined;
  readonly settings: HeadLimits;
  /** Finds why a request is refused before the application gets it. */
  readonly findViolation: FindViolation;
  readonly monotonicMs: () => number;
  readonly createId: () => string;
  readonly observers: readonly Observer[];
  readonly admit: Admit;
  readonly writeBatch: Pick<WriteBatch, 'join'>;
}

/** Creates the listener for requests, whose objects have the prototypes of `createPrototypes`. */
export function createListener(options: ListenerOptions): RequestListener {
  const { app, shortcut, settings, findViolation, monotonicMs, createId } = options;
  const { observers, admit, writeBatch } = options;
  function end(this: ServerResponse): void {
    const { exchange } = this;
    if (!this.writableFinished) {
      exchange.errorType ??= 'aborted';
      exchange.abort?.abort();
    }
    const { socket, complete } = exchange.request;
    // All readers treat such an answer like none, and an idle connection need not keep it in memory.
    if (complete && this.writableFinished && socket.lastResponse === this)
      socket.lastResponse = undefined;
    const durationMs = monotonicMs() - exchange.startMs;
    for (const { onEnd } of observers) onEnd(exchange, durationMs);
  }
  return (incoming, outgoing) => {
    // After the last answer of a connection the parser may still find requests in what it has read.
    if (incoming.socket.isRefused || !incoming.socket.writable) return;
    const request = incoming as Request;
    const response = outgoing as Response;
    const exchange: Exchange = {
      request,
      response,
      id: requestIdOf(request, createId),
      startMs: monotonicMs(),
      bodyEndMs: undefined,
      headMs: undefined,
      route: undefined,
      errorType: undefined,
      trace: undefined,
      log: undefined,
      abort: undefined,
      draining: undefined,
      answerKind: undefined,
      progress: undefined,
      reusedFields: undefined,
      showHead: undefined,
      older: undefined,
      newer: undefined,
    };
    response.exchange = exchange;
    writeBatch.join(request.socket, exchange.startMs);
    request.socket.lastResponse = response;
    // Express does so too, but never sees a request that is refused or takes the shortcut.
    request.originalUrl = request.url;
    request.res = response;
    response.on('close', end);
    for (const { onStart } of observers) onStart?.(exchange);
    const violation = findViolation(request, settings);
    if (violation !== undefined) {
      exchange.errorType = violation.reason;
      refuse(exchange, violation);
      return;
    }
    if (!admit(exchange)) return;
    if (request.url === '*') {
      answerServerOptions(response);
      return;
    }
    if (shortcut?.(exchange)) return;
    // Passing `next` replaces Express's final handler: a target that it cannot parse, such as
    // "http://[", reaches no route and no error handler.
    app(request, response, (error?: unknown) => {
      if (exchange.errorType === undefined) answerFailure(request, response, error);
      else request.log.debug({ err: error }, 'handler failed after its exchange ended');
    });
  };
}
