/**
 * Every use of private surfaces of Express, as private-surfaces.ts has those of Node.
 * Checked on Express 5.3.0 and router 2.3.0.
 */
import type { Request } from 'express';

/** A handler registered with a router of Express. */
export interface RouterLayer {
  /** The path or paths as declared, which `router.listRoutes()` reads too. */
  readonly rawPath: unknown;
  readonly route?:
    { readonly path: unknown; readonly methods: Readonly<Record<string, boolean>> } | undefined;
  /** The handler; a router has a stack of its own. */
  readonly handle: { readonly stack?: readonly RouterLayer[] };
  /** Matches the start of a path. */
  readonly match: (path: string) => { readonly path: string } | false;
}

/**
 * Returns the layers of a router, in order.
 *
 * Reads `router.stack`: `router.listRoutes()` neither matches a path nor returns the route objects.
 */
export function layersOf(router: object): readonly RouterLayer[] {
  return (router as { readonly stack: readonly RouterLayer[] }).stack;
}

/** Says whether Express trusts a proxy by its address. */
export type TrustProxy = (address: string | undefined, hop: number) => boolean;

/** The name under which Express keeps what it compiles from the setting `trust proxy`. */
const TRUST_PROXY = 'trust proxy fn';

/**
 * Returns the function that says whether Express trusts a proxy by its address.
 *
 * Reads the setting `trust proxy fn`, which Express compiles from `trust proxy`: `request.ips` and
 * `request.ip` tell of the client, not whether the peer itself is trusted.
 */
export function trustProxyOf(app: Request['app']): TrustProxy {
  return app.get(TRUST_PROXY) as TrustProxy;
}

/** Creates the `request.app` of requests that come before Express is loaded; `trustProxyOf` can read it. */
export function standInForTrust(isTrusted: TrustProxy): Request['app'] {
  const settings = new Map([[TRUST_PROXY, isTrusted]]);
  return settings as unknown as Request['app'];
}
