import type { ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';

/** Returns whether an answer goes through TLS. */
export function isEncrypted({ req }: ServerResponse): boolean {
  const { encrypted } = req.socket as Partial<TLSSocket>;
  return encrypted === true;
}
