import { isIP, isIPv4, isIPv6 } from 'node:net';
import type { Express, Request } from 'express';
import { trustProxyOf } from './express-surfaces.ts';

/**
 * Defines `request.ip` and `request.ips` of an application as Express documents them, with ports and
 * brackets stripped before trust is decided. An entry of X-Forwarded-For that is no address ends the list:
 * the trusted proxy that wrote it does not know its peer, so nothing before it was checked by anybody.
 * nginx reads the list in the same way (`real_ip_recursive`).
 *
 * `Forwarded` of RFC 7239 is not read: a proxy that sets only one of the two headers passes on what the
 * client claims in the other.
 */
export function defineClientAddress({ request }: Pick<Express, 'request'>): void {
  Object.defineProperties(request, {
    ip: {
      configurable: true,
      get(this: Request) {
        return addressesOf(this).at(-1);
      },
    },
    ips: {
      configurable: true,
      get(this: Request) {
        return addressesOf(this).slice(1).reverse();
      },
    },
  });
}

/** Returns the peer and the addresses that trusted proxies name, nearest first; the last one is the client. */
function addressesOf({ app, socket, headers }: Request): (string | undefined)[] {
  const isTrusted = trustProxyOf(app);
  let last = socket.remoteAddress;
  const addresses = [last];
  const entries = String(headers['x-forwarded-for'] ?? '').split(',');
  for (const entry of entries.reverse()) {
    const text = entry.trim();
    if (text === '') continue; // a list may have empty elements: RFC 9110, 5.6.1.2
    if (!isTrusted(last, addresses.length - 1)) break;
    last = parseAddress(text);
    if (last === undefined) break;
    addresses.push(last);
  }
  return addresses;
}

const WITH_PORT = /^\[([0-9a-f:.]+)\](?::\d{1,5})?$|^([\d.]+):\d{1,5}$/i;

/** Parses the forms that proxies write: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`. */
function parseAddress(text: string): string | undefined {
  const [, ipv6, ipv4] = WITH_PORT.exec(text) ?? [];
  if (ipv6 !== undefined) return isIPv6(ipv6) ? ipv6 : undefined;
  if (ipv4 !== undefined) return isIPv4(ipv4) ? ipv4 : undefined;
  return isIP(text) === 0 || text.includes('%') ? undefined : text; // a zone is of another machine: RFC 4007
}
