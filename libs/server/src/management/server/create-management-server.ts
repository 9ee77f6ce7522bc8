import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { findRoute } from './find-route.ts';
import { readBody } from './read-body.ts';
import { OperationError } from '../bridge/operation-error.ts';
import { UnresponsiveError } from '../bridge/remote.ts';
import type { Call, Reply, Route } from './route.ts';
import { problem, sendReply } from './send-reply.ts';

export interface ManagementServerOptions {
  readonly routes: readonly Route[];
  /** Looks at a request before its path is: a reply of it is the answer. */
  readonly guard?: (request: IncomingMessage) => Reply | undefined;
  /** Looks at a request once its row is known: a reply of it is the answer. */
  readonly authorize?: (request: IncomingMessage, route: Route) => Reply | undefined;
  /** Told of every answer, refusals included. */
  readonly onAnswered?: (request: IncomingMessage, reply: Reply) => void;
  /** Told of what no refusal explains. */
  readonly onError: (error: unknown) => void;
}

/** A listener, and what to do once it is closed. */
export interface OpenListener {
  readonly server: Server;
  readonly afterClose: () => void;
}

/**
 * Limits of the management listeners: server.md names Caddy's administration endpoint for them. A stream may last
 * longer than a request may take to arrive, so nothing here bounds an answer.
 */
const LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 60_000,
  connectionsCheckingInterval: 4_000, // by which a timeout may be late; wakes an idle thread as often
  maxHeaderSize: 16_384,
};
const MAX_CONNECTIONS = 16;

/** Creates the http server of a management listener; it does not listen yet. */
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

/** A body nobody has read may still be on its way: the connection cannot be used again. */
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
  { routes, authorize }: ManagementServerOptions,
): Promise<Reply> {
  const { method = '', url = '' } = request;
  const [path = '', ...query] = url.split('?');
  const found = findRoute(routes, method, path);
  if (found === undefined) return problem(404);
  if ('allow' in found)
    return problem(405, `Expected ${found.allow.join(', ')}`, { Allow: found.allow.join(', ') });
  const refusal = authorize?.(request, found.route);
  if (refusal !== undefined) return refusal;
  const call: Call = {
    method,
    path,
    segments: found.segments,
    query: new URLSearchParams(query.join('?')),
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    body: await readBody(request),
    signal: request.signal,
  };
  return found.route.answer(call);
}

/** The one problem with a type of its own: who asks wants to look at the thread dump next. */
function unresponsive({ message }: UnresponsiveError): Reply {
  const { json, ...reply } = problem(504, message);
  return { ...reply, json: { type: 'main-thread-unresponsive', ...(json as object) } };
}
