import type { RequestListener, ServerOptions } from 'node:http';
import { createServer, type Server } from 'node:https';
import { Fault } from '../../world/faults/fault.ts';
import { chooseProtocol, type ChallengeFor } from './choose-protocol.ts';
import { keepFresh, type FreshOptions } from './keep-fresh.ts';
import { checkPair, isRereadable, readPair, type PairPaths } from './pair.ts';
import { lapseOf, reportValidity, type ValidityOptions } from './validity.ts';

export interface TlsOptions extends ValidityOptions, Pick<FreshOptions, 'lifecycle'> {
  readonly paths: PairPaths;
  /** Maximum milliseconds for a client to complete the handshake. */
  readonly handshakeTimeoutMs: number;
  /** Finds the certificate for a challenge of an authority; undefined if there are none. */
  readonly challengeFor?: ChallengeFor | undefined;
  /** Names of the protocols that clients may choose by ALPN, best first; default: HTTP/1.1 alone. */
  readonly protocols?: readonly string[];
}

/** Creates a TLS server from the options and the listener of a plain one. */
export type CreateTlsServer = (options: ServerOptions, listener: RequestListener) => Server;

/**
 * Reads certificate and key, and returns a function that creates a TLS server with them: TLS 1.2 or
 * later (RFC 8996). The server loads new files on a reload, and within 5 s after they
 * have changed; if they are not usable, it logs that once and keeps the old ones. A pair that
 * came through a pipe stays. A certificate that is out of date is reported and used, unless it would replace
 * one that is valid.
 *
 * @throws {Fault} those of `readPair` and `checkPair`.
 */
export async function createTls(options: TlsOptions): Promise<CreateTlsServer> {
  const { paths, handshakeTimeoutMs, protocols = ['http/1.1'], now, lifecycle, log } = options;
  const canRenew = await isRereadable(paths);
  let pair = await readPair(paths);
  let validity = checkPair(pair, paths);
  log.info({ validUntil: validity.to }, 'certificate loaded');
  const report = reportValidity(options, () => validity);
  report();
  return (serverOptions, listener) => {
    const limits = { minVersion: 'TLSv1.2', handshakeTimeout: handshakeTimeoutMs } as const;
    const protocol = chooseProtocol(protocols, options.challengeFor);
    const server = createServer({ ...serverOptions, ...pair, ...limits, ...protocol }, listener);
    const renewOnce = async (): Promise<void> => {
      report();
      if (!canRenew) return;
      const found = await readPair(paths);
      if (found.cert === pair.cert && found.key === pair.key) return;
      const { from, to } = checkPair(found, paths);
      if (lapseOf({ from, to }, now()) !== undefined && lapseOf(validity, now()) === undefined)
        throw new Fault('TLS_CERTIFICATE_OUT_OF_DATE', {
          certPath: paths.certPath,
          from,
          to,
          now: now(),
        });
      server.setSecureContext(found);
      [pair, validity] = [found, { from, to }];
      log.info({ validUntil: to }, 'certificate renewed');
      report();
    };
    server.on('close', keepFresh(renewOnce, { name: 'certificate', lifecycle, log }));
    return server;
  };
}
