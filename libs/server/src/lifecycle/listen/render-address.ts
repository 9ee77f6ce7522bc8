import type { AddressInfo } from 'node:net';

/** Renders a TCP address in the syntax of URLs, RFC 3986. */
export function renderAddress({ address, family, port }: AddressInfo): string {
  return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
}
