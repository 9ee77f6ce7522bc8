import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { stopListening } from '../http/private-surfaces.ts';

/** How often idle connections are looked for while requests are under way. */
const SWEEP_INTERVAL_MS = 50;

/**
 * Takes no new connection and serves on those there are, idle ones and all of Node's timeouts included.
 *
 * @param graceMs Milliseconds after which to go on where some are still open.
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

export interface Drained {
  readonly server: Server;
  /** Every open socket of the server. */
  readonly sockets: ReadonlySet<Socket>;
}

/**
 * Stops accepting, lets requests under way finish and closes each connection as it falls idle.
 *
 * A closed server of Node keeps an idle connection whose last request outlived close(), and no longer
 * enforces its timeouts, so without sweep and deadline one slow peer would hold the process.
 *
 * @param deadlineMs Milliseconds after which what is still open is cut.
 * @returns How many connections were cut.
 */
export async function drain({ server, sockets }: Drained, deadlineMs: number): Promise<number> {
  let cutCount = 0;
  const sweep = setInterval(() => {
    server.closeIdleConnections();
  }, SWEEP_INTERVAL_MS);
  const deadline = setTimeout(() => {
    cutCount = sockets.size;
    server.closeAllConnections();
    for (const socket of sockets) socket.destroy(); // those that Node's own list does not hold
  }, deadlineMs);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(sweep);
  clearTimeout(deadline);
  return cutCount;
}
