import { cidrList } from '../kinds.ts';
import { declare } from '../setting.ts';
import type { Cidr } from '../cidr.ts';

/** Who is in front of the server. */
export const proxySettings = {
  trustedProxies: declare<readonly Cidr[]>({
    env: 'TRUSTED_PROXIES',
    kind: cidrList,
    default: [],
    doc: 'Networks of the proxies in front, whose X-Forwarded-For, -Proto and -Host and traceparent are believed.',
  }),
};
