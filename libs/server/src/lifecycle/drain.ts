import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How often idle connections are looked for while requests are under way. */
const SWEEP_INTERVAL_MS = 50;

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
