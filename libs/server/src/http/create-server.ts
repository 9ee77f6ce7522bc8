import {
  createServer as createPlainServer,
  type RequestListener,
  type Server,
  type ServerOptions,
} from 'node:http';
import type { Express } from 'express';
import type { Settings } from '../config/settings.ts';
import type { Loggers } from '../telemetry/log/loggers.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';
import { defineClientAddress } from './client-address.ts';
import { createListener, type ListenerOptions } from './create-listener.ts';
import { createParseErrorListener } from './parse-errors.ts';
import { addPresetHeaders, type PresetHeaders } from './preset-headers.ts';
import { createPrototypes } from './private-surfaces.ts';
import { createConnectListener } from './refuse-connect.ts';
import { createRefusals, noteDrops } from './refusals.ts';
import { defineDraining } from './request-draining.ts';
import { addRequestProperties } from './request-properties.ts';
import type { Admit, Exchange, Observer } from './exchange.ts';

/** How often node:http checks its timeouts, which is also the most by which a connection exceeds one. */
const CHECKING_INTERVAL_MS = 500;

/** Idle time before the kernel's first keep-alive probe, which finds dead peers: tcp(7). */
const TCP_KEEP_ALIVE_MS = 15_000;

/** Creates a server of Node, such as one for TLS. */
export type CreateNodeServer = (options: ServerOptions, listener: RequestListener) => Server;

/** The limits on the clients of a server. */
export interface ServerLimits {
  readonly admit: Admit;
  /** The exchanges in progress. */
  readonly inFlight: Observer & Iterable<Exchange>;
  /** Applies the limits to the connections and requests of the server, whose requests have the application's prototypes. */
  readonly impose: (server: Server, app: Express) => void;
  /** Sets the limits that node:http enforces itself. */
  readonly apply: (server: Server) => void;
}

export interface ServerInput extends Omit<ListenerOptions, 'admit'> {
  readonly settings: Settings;
  readonly loggers: Pick<Loggers, 'root' | 'named'>;
  readonly metrics: Metrics;
  readonly now: () => Date;
  readonly limits: ServerLimits;
  /** Default: `createServer` of node:http. */
  readonly createNodeServer?: CreateNodeServer | undefined;
}

/** An http server, and the switches for its shutdown. */
export interface HttpServer extends PresetHeaders {
  readonly server: Server;
  /** Aborts `request.draining` of every request, later ones included. */
  readonly endStreams: () => void;
}

/** Creates the http server with its limits; it does not listen yet. */
export function createServer(input: ServerInput): HttpServer {
  const { app, shortcut, settings, loggers, metrics, now, monotonicMs, createId, limits } = input;
  const { createNodeServer = createPlainServer } = input;
  const observers = [limits.inFlight, ...input.observers];
  addRequestProperties(app, loggers.root);
  defineClientAddress(app);
  const endStreams = defineDraining(app, limits.inFlight);
  const { closeAfterAnswers } = addPresetHeaders(app);
  const listenWith = (admit: Admit): RequestListener =>
    createListener({ app, shortcut, settings, monotonicMs, createId, observers, admit });
  const listener = listenWith(limits.admit);
  const { IncomingMessage, ServerResponse } = createPrototypes(app);
  const server = createNodeServer(
    {
      IncomingMessage,
      ServerResponse,
      maxHeaderSize: settings.maxHeaderBytes,
      requireHostHeader: false, // findViolation() requires it, with an answer like every other
      connectionsCheckingInterval: CHECKING_INTERVAL_MS,
      keepAlive: true,
      keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
    },
    listener,
  );
  server.maxHeadersCount = 0; // findViolation() counts them; node:http drops the rest silently
  const note = createRefusals({ metrics, log: loggers.named('http'), monotonicMs });
  server.on('clientError', createParseErrorListener({ metrics, now, note }));
  server.on('connect', createConnectListener({ now, note }));
  noteDrops(server, note);
  server.on('checkExpectation', listener);
  // A refused client must not be told to send its body: RFC 9110, 10.1.1
  const admitBody: Admit = (exchange) => {
    const isAdmitted = limits.admit(exchange);
    if (isAdmitted) exchange.response.writeContinue();
    return isAdmitted;
  };
  server.on('checkContinue', listenWith(admitBody));
  limits.impose(server, app);
  limits.apply(server);
  return { server, closeAfterAnswers, endStreams };
}
