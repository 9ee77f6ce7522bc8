import { stopListening } from '../../http/private-surfaces.ts';
import type { Acceptor } from './listen.ts';

/** Closes listening sockets and removes their paths; the connections that they have accepted stay open. */
export function stopAccepting(acceptors: readonly Acceptor[]): void {
  for (const { server, removePath } of acceptors) {
    stopListening(server, () => undefined);
    removePath?.();
  }
}
