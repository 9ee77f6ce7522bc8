import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { checkQuery } from './parameter.ts';
import { findRoute } from './find-route.ts';
import { readBody } from './read-body.ts';
import { OperationError } from '../bridge/operation-error.ts';
import { UnresponsiveError } from '../bridge/remote.ts';
import type { Call, Reply, Route } from './route.ts';
import { problem, sendReply } from './send-reply.ts';

export interface ManagementServerOptions {
  readonly routes: readonly Route[];
  /** Checks a request before its path is matched; a returned reply is the response. */
  readonly guard?: (request: IncomingMessage) => Reply | undefined;
  /** Checks a request once its route is known; a returned reply is the response. */
  readonly authorize?: (request: IncomingMessage, route: Route) => Reply | undefined;
  /** Returns what the caller may do at most, once it is known. */
  readonly findRole?: (request: IncomingMessage) => Call['role'];
  /** Called after every response, refusals included. */
  readonly onAnswered?: (request: IncomingMessage, reply: Reply) => void;
  /** Called for each unexpected error. */
  readonly onError: (error: unknown) => void;
}

/** A listener and its cleanup after closing. */
export interface OpenListener {
  readonly server: Server;
  /** Its name among `DESCRIPTOR_NAMES`. */
  readonly name: 'ops' | 'admin' | 'admin-tcp';
  /** Path of its unix socket; undefined for TCP, and if the service manager owns the path. */
  readonly path?: string;
  readonly afterClose: () => void;
}

/**
 * Limits of the management listeners, like those of Caddy's admin endpoint. Responses are not limited,
 * because a stream may last longer than a request may take to arrive.
 */
const LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 60_000,
  connectionsCheckingInterval: 4_000, // timeouts may be late by this much; also wakes an idle thread
  maxHeaderSize: 16_384,
};
/** A browser opens up to six: enough for the consoles of ten operators, with a scrape and a command. */
const MAX_CONNECTIONS = 64;

/** Creates the HTTP server of a management listener, not yet listening. */
export function createManagementServer(options: ManagementServerOptions): Server {
  const server = createServer(LIMITS, (request, response) => {
    void respond(request, options).then((reply) => {
      options.onAnswered?.(request, reply);
      send(request, response, reply);
    });
  });
  server.maxConnections = MAX_CONNECTIONS;
  return server;
}

/** Closes the connection after an incomplete request, because its body may still arrive. */
function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  if (!request.complete) response.setHeader('Connection', 'close');
  sendReply(response, reply);
  request.resume();
}

async function respond(request: IncomingMessage, options: ManagementServerOptions): Promise<Reply> {
  try {
    return options.guard?.(request) ?? (await dispatch(request, options));
  } catch (error) {
    if (error instanceof OperationError) return problem(error.status, error.message);
    if (error instanceof UnresponsiveError) return unresponsive(error);
    options.onError(error);
    return problem(500);
  }
}

async function dispatch(
  request: IncomingMessage,
  { routes, authorize, findRole }: ManagementServerOptions,
): Promise<Reply> {
  const { method = '', url = '' } = request;
  const [path = '', ...queryParts] = url.split('?');
  const found = findRoute(routes, method, path);
  if (found === undefined) return problem(404);
  if ('allow' in found)
    return problem(405, `Expected ${found.allow.join(', ')}`, { Allow: found.allow.join(', ') });
  const { route, segments } = found;
  const refusal = authorize?.(request, route);
  if (refusal !== undefined) return refusal;
  const query = new URLSearchParams(queryParts.join('?'));
  if (route.query !== undefined) checkQuery(query, route.query);
  if (route.etagOf !== undefined && request.headers['if-match'] === undefined)
    return problem(428, `Expected If-Match with the ETag of GET ${route.etagOf}`);
  const call: Call = {
    method,
    path,
    segments,
    query,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    body: await readBody(request, route.body?.type),
    signal: request.signal,
    role: findRole?.(request),
  };
  const reply = await route.answer(call);
  return route.status === undefined ? reply : { status: route.status, ...reply };
}

/** Uses a specific type, because the next step is usually a thread dump. */
function unresponsive({ message, type }: UnresponsiveError): Reply {
  const { json, ...reply } = problem(504, message);
  return { ...reply, json: { type, ...(json as object) } };
}
