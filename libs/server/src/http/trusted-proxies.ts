import { isIPv6 } from 'node:net';
import type { Request } from 'express';
import { createBlockList, type Cidr } from '../config/cidr.ts';
import { trustProxyOf } from './express-surfaces.ts';

/**
 * Creates the function for Express's `trust proxy`. It accepts networks only: with Express's other values,
 * such as `true` or a number of hops, a client that connects directly could claim any address.
 */
export function trustsOnly(networks: readonly Cidr[]): (address: string | undefined) => boolean {
  const trusted = createBlockList(networks);
  // A peer on a unix socket has no address, and X-Forwarded-For may contain any text.
  return (address = '') => trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Returns whether a request comes directly from a proxy that Express's `trust proxy` trusts; by default none. */
export function isFromTrustedProxy({ app, socket }: Request): boolean {
  return trustProxyOf(app)(socket.remoteAddress, 0);
}
