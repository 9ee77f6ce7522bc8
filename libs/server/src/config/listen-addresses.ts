import { SocketAddress } from 'node:net';
import { elementsOf } from './elements-of.ts';
import type { Kind } from './kind.ts';
import { ipAddress, list, wholeNumber } from './kinds.ts';

/** Where to listen: an address with a port, or the path of a unix socket. */
export type Endpoint = { readonly host: string; readonly port: number } | { readonly path: string };

const TCP = /^(?:\[(?<ipv6>[^\]]*:[^\]]*)\]|(?<other>[^:[\]]+)):(?<port>\d+)$/;
/** An absolute path. Not a question mark: what other programs write after it is no part of the path. */
const UNIX = /^unix:(?<path>\/[^?\0]*[^?/\0])$/;
const port = wholeNumber({ min: 0, max: 65_535 });

/** Parses `192.0.2.1:80`, `[2001:db8::1]:80`, `localhost:80` or `unix:/run/app.sock`; returns undefined for anything else. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const { path } = UNIX.exec(text)?.groups ?? {};
  if (path !== undefined) return { path };
  const { ipv6, other, port: digits = '' } = TCP.exec(text)?.groups ?? {};
  const host = ipAddress.parse(ipv6 ?? other ?? '');
  const number = port.parse(digits);
  return host === undefined || number === undefined ? undefined : { host, port: number };
}

const addresses = list<string>({
  expectation:
    'an address with its port such as 0.0.0.0:8080 or [::]:8080, or unix: and an absolute path such as unix:/run/app.sock',
  parse: (text) => (parseEndpoint(text) === undefined ? undefined : text),
});

/** Addresses to listen on, at least one. */
export const listenAddresses: Kind<readonly string[]> = {
  ...addresses,
  parse: (text) => (elementsOf(text).length === 0 ? undefined : addresses.parse(text)),
  wrongElements: (text) =>
    elementsOf(text).length === 0 ? [text] : (addresses.wrongElements?.(text) ?? []),
};

/** Permission bits of a socket, in octal with a leading zero as chmod(1) and SocketMode= of systemd have them. */
export const socketMode: Kind<string> = {
  expectation: 'permission bits in octal such as 0660',
  parse: (text) => (/^0?[0-7]{3}$/.test(text) ? text.padStart(4, '0') : undefined),
};

/** Normalizes an IPv6 address as in RFC 5952; keeps its zone after %, which SocketAddress drops: RFC 4007. */
export function normalizeHost(host: string): string {
  const [address = '', ...zone] = host.split('%');
  const family = host.includes(':') ? 'ipv6' : 'ipv4';
  return [new SocketAddress({ address, family }).address, ...zone].join('%');
}
