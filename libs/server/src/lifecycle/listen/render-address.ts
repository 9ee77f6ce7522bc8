import type { AddressInfo } from 'node:net';

/** Renders an address of TCP as the URLs of RFC 3986 have it. */
export function renderAddress({ address, family, port }: AddressInfo): string {
  return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
}
