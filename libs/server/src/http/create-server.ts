import { createServer as createNodeServer, type Server } from 'node:http';
import type { Settings } from '../config/settings.ts';
import { createListener, type ListenerOptions } from './create-listener.ts';
import { createPrototypes } from './prototypes.ts';

/** How often node:http looks for connections past their timeouts: the most by which one is missed. */
const CHECKING_INTERVAL_MS = 500;

export interface ServerInput extends ListenerOptions {
  readonly settings: Settings;
}

/** Creates the http server with its limits; it does not listen yet. */
export function createServer({ settings, ...options }: ServerInput): Server {
  const server = createNodeServer(
    {
      ...createPrototypes(options.app),
      headersTimeout: settings.headersTimeoutMs,
      requestTimeout: settings.requestTimeoutMs,
      keepAliveTimeout: settings.keepAliveTimeoutMs,
      maxHeaderSize: settings.maxHeaderBytes,
      connectionsCheckingInterval: CHECKING_INTERVAL_MS,
    },
    createListener(options),
  );
  server.maxRequestsPerSocket = settings.maxRequestsPerConnection;
  return server;
}
