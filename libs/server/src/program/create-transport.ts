import type { CreateNodeServer } from '../http/create-server.ts';
import type { Settings } from '../config/settings.ts';
import type { World } from '../world/world.ts';
import type { Parts } from './parts.ts';

/**
 * Creates TLS if a certificate or the names for one are set, and loads its code only then.
 *
 * @throws {Fault} those of `createTls` and `openAcme`.
 */
export async function createTransport(
  world: World,
  { liveSettings, lifecycle, loggers, metrics }: Parts,
): Promise<CreateNodeServer | undefined> {
  const settings = liveSettings.current;
  const { tlsCertFile: certPath, tlsKeyFile: keyPath, tlsAcmeDomains } = settings;
  const files = certPath !== undefined && keyPath !== undefined ? { certPath, keyPath } : undefined;
  if (files === undefined && tlsAcmeDomains.length === 0) return undefined;
  const { createTls } = await import('../lifecycle/tls/create-tls.ts');
  return createTls({
    ...(files === undefined ? await openCertificate(world, settings) : { paths: files }),
    ...(settings.http2 && { protocols: ['h2', 'http/1.1'] }),
    handshakeTimeoutMs: settings.headersTimeoutMs,
    now: world.now,
    lifecycle,
    log: loggers.root,
    metrics,
  });
}

/** Makes sure that there is a certificate for the names, and returns where. */
async function openCertificate(world: World, settings: Settings) {
  const { openAcme } = await import('./open-acme.ts');
  const { store, answers } = openAcme(world, settings);
  const path = store.certificatePath;
  return { paths: { certPath: path, keyPath: path }, challengeFor: answers.forDomain };
}
