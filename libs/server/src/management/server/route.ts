import type { Readable } from 'node:stream';
import type { JsonValue } from './json.ts';
import type { Switch } from '../../config/declared/management.ts';

/** Access that a caller needs: reading, changing, or revealing secrets and stopping the server. */
export type Access = 'read' | 'write' | 'dangerous';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** A route of a management listener; also listed at / and in the documents. */
export interface Route {
  readonly method: Method;
  /** Path with `{name}` for a variable segment: RFC 6570, level 1. */
  readonly path: string;
  readonly access: Access;
  /** Name that ADMIN_DANGEROUS must contain to enable this route; every dangerous route has one. */
  readonly switch?: Switch;
  /** One sentence for the list at / and the documents. */
  readonly summary: string;
  /** Answers a call; a thrown `OperationError` becomes problem+json. */
  readonly answer: (call: Call) => Reply | Promise<Reply>;
}

/** A parsed and authorized request to a management listener. */
export interface Call {
  readonly method: string;
  readonly path: string;
  /** Values of the path's `{name}` segments, decoded. */
  readonly segments: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The JSON body; undefined without a body. */
  readonly body: JsonValue | undefined;
  /** Aborts when the client disconnects. */
  readonly signal: AbortSignal;
}

/** Response of a management listener. Without a body its status is 204, unless `status` is set. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Rendered as JSON, with the type `application/json` unless `headers` sets another. */
  readonly json?: unknown;
  readonly text?: string;
  readonly stream?: Readable;
  /** The change for the audit log; never a secret. */
  readonly audit?: { readonly before: JsonValue; readonly after: JsonValue };
}
