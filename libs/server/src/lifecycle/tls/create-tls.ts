import type { RequestListener, ServerOptions } from 'node:http';
import { createServer, type Server } from 'node:https';
import { Fault } from '../../world/faults/fault.ts';
import type { Log } from '../../telemetry/log/log.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { checkPair, readPair, type PairPaths } from './pair.ts';
import { lapseOf, reportValidity, type ValidityOptions } from './validity.ts';

/** Kubernetes and Nomad replace files by rename, which a watch on the file itself would miss. */
const POLL_INTERVAL_MS = 5_000;

export interface TlsOptions extends ValidityOptions {
  readonly paths: PairPaths;
  /** Maximum milliseconds for a client to complete the handshake. */
  readonly handshakeTimeoutMs: number;
  readonly lifecycle: Pick<Lifecycle, 'onReload'>;
}

/** Creates a TLS server from the options and the listener of a plain one. */
export type CreateTlsServer = (options: ServerOptions, listener: RequestListener) => Server;

/**
 * Reads certificate and key, and returns a function that creates a TLS server with them: TLS 1.2 or
 * later (RFC 8996), HTTP/1.1 by ALPN. The server loads new files on a reload, and within 5 s after they
 * have changed; if they are not usable, it logs that once and keeps the old ones. A certificate that is out
 * of date is reported and used, unless it would replace one that is valid.
 *
 * @throws {Fault} those of `readPair` and `checkPair`.
 */
export async function createTls(options: TlsOptions): Promise<CreateTlsServer> {
  const { paths, handshakeTimeoutMs, now, lifecycle, log } = options;
  let pair = await readPair(paths);
  let validity = checkPair(pair, paths);
  log.info({ validUntil: validity.to }, 'certificate loaded');
  const report = reportValidity(options, () => validity);
  report();
  return (serverOptions, listener) => {
    const limits = { minVersion: 'TLSv1.2', handshakeTimeout: handshakeTimeoutMs } as const;
    const server = createServer({ ...serverOptions, ...pair, ...limits }, listener);
    const renewOnce = async (): Promise<void> => {
      report();
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
    let last = Promise.resolve();
    // One at a time: a slow poll that has read the old files must not undo a reload.
    const renew = (): Promise<void> => (last = last.catch(() => undefined).then(renewOnce));
    lifecycle.onReload('certificate', renew);
    poll(server, renew, log);
    return server;
  };
}

/** Renews at intervals until the server closes. A failure is logged if it differs from the previous one. */
function poll(server: Server, renew: () => Promise<void>, log: Log): void {
  let lastReason: string | undefined;
  const timer = setInterval(() => {
    renew().then(
      () => (lastReason = undefined),
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        if (reason !== lastReason)
          log.error({ reason }, 'certificate renewal failed, keeping the old certificate');
        lastReason = reason;
      },
    );
  }, POLL_INTERVAL_MS).unref();
  server.on('close', () => {
    clearInterval(timer);
  });
}
