import type { Server } from 'node:http';

/** How often idle connections are looked for while requests are under way. */
const SWEEP_INTERVAL_MS = 50;

/**
 * Stops accepting, lets requests under way finish and closes each connection as it falls idle.
 *
 * A closed server of Node keeps an idle connection whose last request outlived close(), and no longer
 * enforces its timeouts, so without sweep and deadline one slow peer would hold the process.
 *
 * @param deadlineMs Milliseconds after which what is still open is cut.
 * @returns Whether everything finished by itself.
 */
export async function drain(server: Server, deadlineMs: number): Promise<boolean> {
  let isFinished = true;
  const sweep = setInterval(() => {
    server.closeIdleConnections();
  }, SWEEP_INTERVAL_MS);
  const deadline = setTimeout(() => {
    isFinished = false;
    server.closeAllConnections();
  }, deadlineMs);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(sweep);
  clearTimeout(deadline);
  return isFinished;
}
