/**
 * Every use of private surfaces of Node for the restart, as private-surfaces.ts has the others. A spec of the same name
 * checks it. Checked on Node 26.12.1.
 */
import type { Server } from 'node:net';

/**
 * Returns the number of the descriptor on which a server listens; undefined if it does not listen.
 *
 * Reads `Server._handle.fd`: Node has no public way to the descriptor of a socket that it has opened itself.
 */
export function descriptorOf(server: Server): number | undefined {
  const { _handle: handle } = server as Server & {
    readonly _handle?: { readonly fd?: number } | null;
  };
  const { fd = -1 } = handle ?? {};
  return fd < 0 ? undefined : fd;
}
