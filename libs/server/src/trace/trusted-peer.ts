import type { Request } from 'express';

/**
 * Whether a request comes straight from a proxy that Express's `trust proxy` names. By default it
 * names none.
 */
export function isFromTrustedProxy({ app, socket }: Request): boolean {
  const trusts = app.get('trust proxy fn') as (peer: string | undefined, hop: number) => boolean;
  return trusts(socket.remoteAddress, 0);
}
