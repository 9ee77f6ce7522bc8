import { isIPv6 } from 'node:net';
import { normalizeHost, parseEndpoint } from './listen-addresses.ts';
import { isSet, type Environment } from './reading.ts';
import type { SourcesOf } from './read-invocation.ts';
import { listenSettings } from './declared/listen.ts';
import type { serverSettings, Settings } from './settings.ts';

/** A file that names every setting with its default, such as /etc/default/server-vps, contradicts nothing. */
const DEFAULT_MODE = listenSettings.listenMode.default;

type ListenSettings = Pick<
  Settings,
  'listen' | 'listenMode' | 'host' | 'port' | 'proxyProtocol' | 'trustedProxies' | 'seamlessRestart'
>;
type ListenSources = Pick<SourcesOf<typeof serverSettings>, 'listenMode' | 'host' | 'port'>;

/** Returns a sentence for each problem of LISTEN and PROXY_PROTOCOL with other settings, and of the addresses with each other. */
export function listenContradictionsOf(
  settings: ListenSettings,
  sources: ListenSources,
  { LISTEN_FDS }: Environment,
): string[] {
  const { listen = [], listenMode, host, port, proxyProtocol, trustedProxies } = settings;
  const { seamlessRestart } = settings;
  const beside = `beside LISTEN="${listen.join(',')}", which has addresses and ports; unset one of them`;
  const hasUnix = listen.some((text) => text.startsWith('unix:'));
  return [
    ...(isSet(sources.host) && listen.length > 0 ? [`Cannot apply HOST="${host}" ${beside}`] : []),
    ...(isSet(sources.port) && listen.length > 0 ? [`Cannot apply PORT=${port} ${beside}`] : []),
    ...(isSet(sources.listenMode) && listenMode !== DEFAULT_MODE && !hasUnix
      ? [
          `Cannot apply LISTEN_MODE=${listenMode} without a unix socket in LISTEN; add one such as unix:/run/app.sock, or unset LISTEN_MODE`,
        ]
      : []),
    // A socket of the service manager may be a unix socket.
    ...(proxyProtocol && trustedProxies.length === 0 && !hasUnix && !LISTEN_FDS
      ? [
          'Cannot apply PROXY_PROTOCOL=on without TRUSTED_PROXIES: nobody would be trusted to name clients; set TRUSTED_PROXIES to the networks of the proxies',
        ]
      : []),
    ...(seamlessRestart && listen.length > 0
      ? [
          `Cannot apply SEAMLESS_RESTART=true with LISTEN="${listen.join(',')}": only the socket of HOST and PORT is handed over; unset one of them`,
        ]
      : []),
    ...overlapsOf(listen),
  ];
}

function overlapsOf(listen: readonly string[]): string[] {
  return listen.flatMap((text, index) => {
    const earlier = listen.slice(0, index).find((other) => overlaps(text, other));
    return earlier === undefined
      ? []
      : [`Cannot listen on "${text}" in LISTEN: "${earlier}" overlaps it; remove one of them`];
  });
}

function overlaps(one: string, other: string): boolean {
  const [a, b] = [parseEndpoint(one), parseEndpoint(other)];
  if (a === undefined || b === undefined) return false;
  if ('path' in a || 'path' in b) return 'path' in a && 'path' in b && a.path === b.path;
  if (a.port === 0 || a.port !== b.port || isIPv6(a.host) !== isIPv6(b.host)) return false;
  const [first, second] = [normalizeHost(a.host), normalizeHost(b.host)];
  return first === second || isWildcard(first) || isWildcard(second);
}

function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}
