import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { findViolation } from '../../http/find-violation.ts';
import type { ObserveRedirect } from './observe-redirects.ts';

/** Path of HTTP-01: RFC 8555, section 8.3. */
const CHALLENGE_PATH = '/.well-known/acme-challenge/';

/** Bounds on the clients, who get one answer each. */
const LIMITS = { maxHeaders: 100, maxTargetBytes: 8_192, maxBodyBytes: 0 };
const SERVER_LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 4_000,
  maxHeaderSize: 16_384,
  keepAlive: false,
  requireHostHeader: false, // findViolation() requires it
};
const MAX_CONNECTIONS = 1_000;

const HTTPS_PORT = 443;

export interface RedirectOptions {
  /** Port of the listener for HTTPS; undefined if it has none but a unix socket. */
  readonly httpsPort: number | undefined;
  /** Answers the HTTP-01 challenges of an authority; undefined if there are none. */
  readonly answerFor?: ((token: string) => string | undefined) | undefined;
  readonly observe?: ObserveRedirect;
}

/** Creates a server that redirects each request to HTTPS, not yet listening. */
export function createRedirect(options: RedirectOptions): Server {
  const server = createServer(SERVER_LIMITS, (request, response) => {
    request.resume();
    options.observe?.(request, response);
    response.setHeader('Connection', 'close');
    answer(request, response, options);
  });
  server.maxConnections = MAX_CONNECTIONS;
  return server;
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { httpsPort, answerFor }: RedirectOptions,
): void {
  const path = pathOf(request.url ?? '');
  const violation = findViolation(request, LIMITS);
  const { host } = request.headers;
  // A body of any size is redirected: it is not read.
  if (violation !== undefined && violation.reason !== 'body_length')
    return void response.writeHead(violation.status).end();
  const body = path.startsWith(CHALLENGE_PATH)
    ? answerFor?.(path.slice(CHALLENGE_PATH.length))
    : undefined;
  if (body !== undefined)
    return void response.setHeader('Content-Type', 'application/octet-stream').end(body);
  if (host === undefined || path === '*') return void response.writeHead(400).end();
  response.writeHead(308, { Location: renderTarget(host, path, httpsPort) }).end();
}

/** Returns path and query of a request target in origin-form or absolute-form: RFC 9112, section 3.2. */
function pathOf(target: string): string {
  return target.replace(/^https?:\/\/[^/?]*/i, '').replace(/^(?=\?|$)/, '/');
}

/**
 * A client that came to another port than 80 is on a network where ports are not translated, and is sent to the listener's port;
 * any other one to 443, to which a NAT or a container engine may lead from outside.
 */
function renderTarget(host: string, path: string, httpsPort: number | undefined): string {
  const [, name = host, port] = /^(.*?)(?::(\d*))?$/.exec(host) ?? [];
  const isDefault = port === undefined || httpsPort === undefined || httpsPort === HTTPS_PORT;
  return `https://${name}${isDefault ? '' : `:${httpsPort}`}${path}`;
}
