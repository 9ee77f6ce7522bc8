import type { Span } from '@opentelemetry/api';
import type { Request, Response } from 'express';
import type { Log } from '../telemetry/log/log.ts';
import type { RenderedFields } from './reused-fields.ts';

/** A request and its answer, from the end of the request's head until the answer is sent or the connection closed. */
export interface Exchange {
  readonly request: Request;
  readonly response: Response;
  /** Identifier for log lines and the `X-Request-Id` header. */
  readonly id: string;
  /** Monotonic clock at the end of the request's head. */
  readonly startMs: number;
  /** Monotonic clock at the end of the request's body; undefined before it, and for a request without a body. */
  bodyEndMs: number | undefined;
  /** Monotonic clock at which the head of the answer was written; undefined before. */
  headMs: number | undefined;
  /** Template of the route if no Express route has one, such as `/{*path}`. */
  route: string | undefined;
  /** `error.type` if the exchange did not end as its handler intended: why it was refused, `shed`, `timeout` or `aborted`. */
  errorType: string | undefined;
  /** W3C ids in hexadecimal; undefined if this exchange is not traced. */
  trace: { readonly traceId: string; readonly spanId: string; readonly span: Span } | undefined;
  /** The logger of this exchange, created when `request.log` is first read. */
  log: Log | undefined;
  /** Aborts `request.signal`, created when that is first read. */
  abort: AbortController | undefined;
  /** Aborts `request.draining`, created when that is first read. */
  draining: AbortController | undefined;
  /** Set if the answer is a file, or is declared to be a stream. */
  answerKind: 'file' | 'stream' | undefined;
  /** Notes of the limits; undefined for an exchange that ends before the first check. */
  progress: Progress | undefined;
  /** The first fields of the answer's head, if they are the same in many heads. */
  reusedFields: RenderedFields | undefined;
  /** Renders the answer's head for a reader, if it was not sent as node:http has rendered it. */
  showHead: ((head: string) => string) | undefined;
  /** Its neighbours among the exchanges in progress; undefined at an end of the list, and after the end. */
  older: Exchange | undefined;
  newer: Exchange | undefined;
}

/** What the limits note at each check of an exchange; most exchanges end before the first. */
export interface Progress {
  /** Monotonic clock at the latest check. */
  sweptMs: number;
  /** Milliseconds that the application has waited for the client's next bytes. */
  awaitedMs: number;
  /** Monotonic clock since which the exchange waits for the application and not for the client. */
  owedSinceMs: number;
  /** Bytes of the connection that the kernel had accepted at the latest check. */
  sentBytes: number;
  /** Monotonic clock at the check that last found `sentBytes` changed. */
  sentMs: number;
}

/** Returns whether an exchange may enter the application; if not, it has been answered or cut. */
export type Admit = (exchange: Exchange) => boolean;

/** Answers an exchange without the application, if it can; returns whether it did. */
export type Shortcut = (exchange: Exchange) => boolean;

/** Is called at the start and end of every exchange, in the hot path: keep it short. */
export interface Observer {
  readonly onStart?: (exchange: Exchange) => void;
  /** Called once, when the answer is sent or the connection closed. */
  readonly onEnd: (exchange: Exchange, durationMs: number) => void;
}
