import { isIPv6 } from 'node:net';
import type { Request } from 'express';
import { createBlockList, type Cidr } from '../config/cidr.ts';
import { trustProxyOf } from './private-surfaces.ts';

/**
 * Creates the function for Express's `trust proxy`. It knows networks only: with Express's other values,
 * such as `true` or a number of hops, a client that reaches the server directly could be anyone.
 */
export function trustsOnly(networks: readonly Cidr[]): (address: string | undefined) => boolean {
  const trusted = createBlockList(networks);
  // A peer on a unix socket has no address, and X-Forwarded-For may contain anything.
  return (address = '') => trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Whether a request comes directly from a proxy that Express's `trust proxy` trusts. By default it trusts none. */
export function isFromTrustedProxy({ app, socket }: Request): boolean {
  return trustProxyOf(app)(socket.remoteAddress, 0);
}
