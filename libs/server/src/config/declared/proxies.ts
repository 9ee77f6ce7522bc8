import { boolean, cidrList } from '../kinds.ts';
import { declare } from '../setting.ts';
import type { Cidr } from '../cidr.ts';

/** Settings about reverse proxies. */
export const proxySettings = {
  trustedProxies: declare<readonly Cidr[]>({
    env: 'TRUSTED_PROXIES',
    kind: cidrList,
    default: [],
    doc: 'Networks of trusted reverse proxies; from them, the server accepts X-Forwarded-For, X-Forwarded-Proto, X-Forwarded-Host and traceparent.',
  }),
  proxyProtocol: declare({
    env: 'PROXY_PROTOCOL',
    kind: boolean,
    default: false,
    doc: 'Whether connections from TRUSTED_PROXIES and on unix sockets begin with a header of the PROXY protocol, version 1 or 2, which names the client.',
  }),
};
