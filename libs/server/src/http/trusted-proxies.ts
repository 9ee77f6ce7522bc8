import { isIPv6 } from 'node:net';
import { createBlockList, type Cidr } from '../config/cidr.ts';

/**
 * Creates the function behind Express's `trust proxy`. The networks are all there is: its other values,
 * such as `true` or a number of hops, let a client that reaches the server past the proxy be anyone.
 */
export function trustsOnly(networks: readonly Cidr[]): (address: string | undefined) => boolean {
  const trusted = createBlockList(networks);
  // A peer on a unix socket has no address, and X-Forwarded-For may hold anything.
  return (address = '') => trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
