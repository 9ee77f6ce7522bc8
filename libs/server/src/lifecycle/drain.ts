import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { stopListening } from '../http/private-surfaces.ts';

/** How often idle connections are closed while requests are in progress. */
const SWEEP_INTERVAL_MS = 50;

/**
 * Accepts no new connection and continues to serve the open ones, idle ones included; Node still enforces
 * its timeouts. Returns when all are closed.
 *
 * @param graceMs Milliseconds after which to return if some are still open.
 */
export async function stopAccepting(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    stopListening(server, resolve);
  });
  const deadline = new AbortController();
  const { signal } = deadline;
  await Promise.race([closed, sleep(graceMs, undefined, { signal }).catch(() => undefined)]);
  deadline.abort();
}

/** What drain() closes. */
export interface DrainTarget {
  readonly server: Server;
  /** Every open socket of the server. */
  readonly sockets: ReadonlySet<Socket>;
}

/**
 * Stops accepting, lets requests in progress finish and closes each connection when it becomes idle.
 *
 * After close() a server of Node keeps an idle connection whose last request ended later, and no longer
 * enforces its timeouts: without the interval and the deadline one slow peer would keep the process alive.
 *
 * @param deadlineMs Milliseconds after which the open connections are cut.
 * @returns The number of connections that were cut.
 */
export async function drain({ server, sockets }: DrainTarget, deadlineMs: number): Promise<number> {
  let cutCount = 0;
  const sweep = setInterval(() => {
    server.closeIdleConnections();
  }, SWEEP_INTERVAL_MS);
  const deadline = setTimeout(() => {
    cutCount = sockets.size;
    server.closeAllConnections();
    for (const socket of sockets) socket.destroy(); // those that are missing in Node's own list
  }, deadlineMs);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(sweep);
  clearTimeout(deadline);
  return cutCount;
}
