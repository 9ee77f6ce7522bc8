import type { Acceptor } from '../lifecycle/listen/listen.ts';
import { Fault } from '../world/faults/fault.ts';
import type { World } from '../world/world.ts';
import type { Parts } from './parts.ts';

/**
 * Starts what HTTPS needs in addition to its listener, in the main thread: the listener that redirects to it, and the orders of
 * certificates. Loads their code only if they are set.
 *
 * @throws {Fault} `TLS_SOCKET_UNUSED`, and those of `openRedirect` and `keepCertificate`.
 */
export async function supportHttps(
  world: World,
  acceptors: readonly Acceptor[],
  parts: Parts,
): Promise<void> {
  const { liveSettings, manager } = parts;
  const { tlsAcmeDomains, tlsCertFile, httpRedirectPort } = liveSettings.current;
  const { https, redirect } = manager.descriptors;
  const isAcme = tlsAcmeDomains.length > 0;
  if (!isAcme && tlsCertFile === undefined) {
    const name = https === undefined ? 'redirect' : 'https';
    if (https === undefined && redirect === undefined) return;
    throw new Fault('TLS_SOCKET_UNUSED', { name });
  }
  if (httpRedirectPort !== 'off' || redirect !== undefined || https !== undefined) {
    const { openRedirects } = await import('./open-redirects.ts');
    await openRedirects(world, acceptors, parts);
  }
  if (!isAcme) return;
  const { keepCertificate } = await import('./keep-certificate.ts');
  await keepCertificate(world, parts);
}
