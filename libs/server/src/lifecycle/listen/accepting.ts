import { TCP_KEEP_ALIVE_MS } from '../../http/tcp-keep-alive.ts';

/** Options of a server of node:net that accepts for one of node:http: what that one sets for itself. */
export const ACCEPTING = {
  allowHalfOpen: true,
  noDelay: true,
  keepAlive: true,
  keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
} as const;
