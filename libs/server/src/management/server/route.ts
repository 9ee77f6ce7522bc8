import type { Readable } from 'node:stream';
import type { JsonValue } from './json.ts';
import type { Switch } from '../../config/declared/management.ts';

/** What a caller must be allowed to: look, change, or stop and reveal. */
export type Access = 'read' | 'write' | 'dangerous';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** One row of a management listener: the routes, the discovery page and the documents are made of these. */
export interface Route {
  readonly method: Method;
  /** Path, with `{name}` for a segment that varies: RFC 6570, level 1. */
  readonly path: string;
  readonly access: Access;
  /** What ADMIN_DANGEROUS must name for this row to answer; every dangerous row has one. */
  readonly switch?: Switch;
  /** One sentence for the discovery page and the documents. */
  readonly summary: string;
  /** Answers a call; a `OperationError` thrown becomes problem+json. */
  readonly answer: (call: Call) => Reply | Promise<Reply>;
}

/** A request to a management listener, parsed and let in. */
export interface Call {
  readonly method: string;
  readonly path: string;
  /** Values of the path's `{name}` segments, decoded. */
  readonly segments: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body as JSON; undefined where there is none. */
  readonly body: JsonValue | undefined;
  /** Aborts when the caller is gone. */
  readonly signal: AbortSignal;
}

/** What a management listener answers. Without a body the answer is 204, unless `status` says otherwise. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Rendered as JSON, with `application/json` unless the headers say otherwise. */
  readonly json?: unknown;
  readonly text?: string;
  readonly stream?: Readable;
  /** What changed, for the audit; nothing secret. */
  readonly audit?: { readonly before: JsonValue; readonly after: JsonValue };
}
