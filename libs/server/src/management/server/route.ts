import type { Readable } from 'node:stream';
import type { JsonValue } from './json.ts';
import type { Parameter } from './parameter.ts';
import type { Schema } from './schema.ts';
import type { Switch } from '../../config/declared/management.ts';

/** Access that a caller needs: reading, changing, or revealing secrets and stopping the server. */
export type Access = 'read' | 'write' | 'dangerous';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** A route of a management listener; also listed at /, in the documents and in /openapi.json. */
export interface Route {
  readonly method: Method;
  /** Path with `{name}` for a variable segment: RFC 6570, level 1. */
  readonly path: string;
  readonly access: Access;
  /** Name that ADMIN_DANGEROUS must contain to enable this route; every dangerous route has one. */
  readonly switch?: Switch;
  /** Set for a part of the console's page: it holds no data, so it needs no token. */
  readonly isPublic?: true;
  /** One sentence for the list at / and the documents. */
  readonly summary: string;
  /** Parameters of the query, checked before `answer` is called; undefined to accept any query. */
  readonly query?: readonly Parameter[];
  /** The JSON body; undefined if the route reads none. */
  readonly body?: RequestBody;
  /** Path whose ETag a request needs in If-Match, else 428. */
  readonly etagOf?: string;
  /** Status of a successful answer; by default 200, or 204 without a body. */
  readonly status?: number;
  /** Media types of a successful answer; by default JSON. */
  readonly media?: readonly string[];
  /** Whether the answer is a file, to be saved and not to be read. */
  readonly isFile?: true;
  /** Returns the schema of the JSON of a successful answer. */
  readonly returns?: () => Schema;
  /** Answers a call; a thrown `OperationError` becomes problem+json. */
  readonly answer: (call: Call) => Reply | Promise<Reply>;
}

export interface RequestBody {
  /** The only media type accepted, else 415; by default JSON of any type. */
  readonly type?: string;
  readonly schema: () => Schema;
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
  /** What the caller may do at most; undefined on a listener that has no callers to tell apart. */
  readonly role?: Exclude<Access, 'dangerous'> | undefined;
}

/** Response of a management listener. Without a body its status is 204, unless `status` is set. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Rendered as JSON, with the type `application/json` unless `headers` sets another. */
  readonly json?: unknown;
  readonly text?: string;
  readonly bytes?: Uint8Array;
  readonly stream?: Readable;
  /** The change for the audit log; never a secret. */
  readonly audit?: { readonly before: JsonValue; readonly after: JsonValue };
}
