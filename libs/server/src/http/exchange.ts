import type { Span } from '@opentelemetry/api';
import type { Request, Response } from 'express';
import type { Log } from '../telemetry/log/log.ts';

/** A request and its answer, from the end of its head until the answer is sent or the connection gone. */
export interface Exchange {
  readonly request: Request;
  readonly response: Response;
  /** Identifier for log lines and the `X-Request-Id` header. */
  readonly id: string;
  /** Monotonic clock at the end of the request's head. */
  readonly startMs: number;
  /** Template of the route where no Express route says it, such as `/{*path}`. */
  route: string | undefined;
  /** `error.type` where the exchange did not end as its handler meant it: an exception's name, `timeout`, `aborted`. */
  errorType: string | undefined;
  /** W3C ids in hexadecimal, where this exchange is traced. */
  trace: { readonly traceId: string; readonly spanId: string; readonly span: Span } | undefined;
  /** The logger of this exchange, from the first look at `request.log`. */
  log: Log | undefined;
  /** Aborts `request.signal`, where someone asked for that. */
  abort: AbortController | undefined;
  /** What the limits noted of it, where it takes long. */
  progress: Progress | undefined;
}

/** What the sweep notes of an exchange that outlives a round; most are over before. */
export interface Progress {
  /** Monotonic clock at the latest look. */
  sweptMs: number;
  /** Milliseconds in which the application waited for the client's next bytes. */
  awaitedMs: number;
  /** Since when it is the application that owes the next step, and not the client. */
  owedSinceMs: number;
  /** Bytes of the connection that the kernel had taken when that number last changed, and when it did. */
  sentBytes: number;
  sentMs: number;
}

/** Says whether an exchange may enter the application; where not, it is answered or cut already. */
export type Admit = (exchange: Exchange) => boolean;

/** Something that wants to know of every exchange. Called in the hot path: keep it short. */
export interface Observer {
  readonly onStart?: (exchange: Exchange) => void;
  /** Called once, when the answer is sent or the connection gone. */
  readonly onEnd: (exchange: Exchange, durationMs: number) => void;
}
