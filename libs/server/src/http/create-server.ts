import {
  createServer as createPlainServer,
  type RequestListener,
  type Server,
  type ServerOptions,
} from 'node:http';
import type { Settings } from '../config/settings.ts';
import type { Loggers } from '../telemetry/log/loggers.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';
import { createWriteBatch } from './batch-writes.ts';
import { defineClientAddress } from './client-address.ts';
import { createListener, type ListenerOptions } from './create-listener.ts';
import { findViolation } from './find-violation.ts';
import type { Http2 } from './http2/create-http2.ts';
import type { Application } from './late-app.ts';
import { createParseErrorListener } from './parse-errors.ts';
import { addPresetHeaders, type PresetHeaders } from './preset-headers.ts';
import { createPrototypes } from './private-surfaces.ts';
import { createConnectListener } from './refuse-connect.ts';
import { createRefusals, noteDrops, type NoteRefusal } from './refusals.ts';
import { defineDraining } from './request-draining.ts';
import { addRequestProperties } from './request-properties.ts';
import { TCP_KEEP_ALIVE_MS } from './tcp-keep-alive.ts';
import type { CompressAnswers } from './compression/compress-answers.ts';
import type { Admit, Exchange, Observer } from './exchange.ts';
import type { Upgrades } from './upgrades/create-upgrades.ts';

/** How often node:http checks its timeouts, which is also the most by which a connection exceeds one. */
const CHECKING_INTERVAL_MS = 500;

/** Creates a server of Node, such as one for TLS. */
export type CreateNodeServer = (options: ServerOptions, listener: RequestListener) => Server;

/** The limits on the clients of a server. */
export interface ServerLimits {
  readonly admit: Admit;
  /** The exchanges in progress. */
  readonly inFlight: Observer & Iterable<Exchange>;
  /** Applies the limits to the connections and requests of the server, whose requests have the application's prototypes. */
  readonly impose: (server: Server, app: Application) => void;
  /** Sets the limits that node:http enforces itself. */
  readonly apply: (server: Server) => void;
}

export interface ServerInput extends Omit<
  ListenerOptions,
  'admit' | 'writeBatch' | 'findViolation'
> {
  readonly settings: Settings;
  readonly loggers: Pick<Loggers, 'root' | 'named'>;
  readonly metrics: Metrics;
  readonly now: () => Date;
  readonly limits: ServerLimits;
  /** The upgraded connections; undefined if no route takes upgrades. */
  readonly upgrades?: Upgrades | undefined;
  /** Undefined if no answer of the application is compressed. */
  readonly compress?: CompressAnswers | undefined;
  /** Makes the server read who the client is before anything else; undefined if the peer is the client. */
  readonly readClients?: ((server: Server, note: NoteRefusal) => void) | undefined;
  /** What serves HTTP/2; undefined if it is off. */
  readonly http2?: Http2 | undefined;
  /** Default: `createServer` of node:http. */
  readonly createNodeServer?: CreateNodeServer | undefined;
}

/** An http server, and the switches for its shutdown. */
export interface HttpServer extends PresetHeaders {
  readonly server: Server;
  /** Aborts `request.draining` of every request, later ones included. */
  readonly endStreams: () => void;
  /** Writes complete answers that wait for the end of this turn of the event loop, for an exit before it. */
  readonly flushAnswers: () => void;
}

/** Creates the http server with its limits; it does not listen yet. */
export function createServer(input: ServerInput): HttpServer {
  const { app, shortcut, settings, loggers, metrics, now, monotonicMs, createId, limits } = input;
  const { createNodeServer = createPlainServer, upgrades, http2 } = input;
  const observers = [limits.inFlight, ...input.observers];
  addRequestProperties(app, loggers.root);
  defineClientAddress(app);
  const endStreams = defineDraining(app, () => [
    ...limits.inFlight,
    ...(upgrades?.exchanges ?? []),
  ]);
  const presets = addPresetHeaders(app, monotonicMs);
  input.compress?.(app.response);
  const writeBatch = createWriteBatch();
  const listening = { app, shortcut, settings, monotonicMs, createId, observers };
  const listenWith = (admit: Admit): RequestListener =>
    createListener({ ...listening, findViolation, writeBatch, admit });
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
      shouldUpgradeCallback: upgrades?.isOffered,
    },
    listener,
  );
  server.maxHeadersCount = 0; // findViolation() counts them; node:http drops the rest silently
  const note = createRefusals({ metrics, log: loggers.named('http'), monotonicMs });
  input.readClients?.(server, note);
  server.on('clientError', createParseErrorListener({ metrics, now, note }));
  server.on('connect', createConnectListener({ now, note }));
  noteDrops(server, note);
  upgrades?.listen(server, { app, listener, ServerResponse, writeBatch });
  server.on('checkExpectation', listener);
  // A refused client must not be told to send its body: RFC 9110, 10.1.1
  const admitBody: Admit = (exchange) => {
    const isAdmitted = limits.admit(exchange);
    if (isAdmitted) exchange.response.writeContinue();
    return isAdmitted;
  };
  server.on('checkContinue', listenWith(admitBody));
  const { admit } = limits;
  http2?.attach(server, {
    ...listening,
    admit,
    admitBody,
    note,
    now,
    IncomingMessage,
    ServerResponse,
  });
  limits.impose(server, app);
  limits.apply(server);
  const closeAfterAnswers = (): void => {
    presets.closeAfterAnswers();
    http2?.closeAfterAnswers();
  };
  return { server, closeAfterAnswers, endStreams, flushAnswers: writeBatch.flush };
}
