import { keepIssued } from '../lifecycle/tls/acme/keep-issued.ts';
import type { ChallengeType } from '../lifecycle/tls/acme/store.ts';
import { parseBundle, readBundle } from '../lifecycle/tls/trust-ca-file.ts';
import type { World } from '../world/world.ts';
import { openAcme } from './open-acme.ts';
import type { Parts } from './parts.ts';

/**
 * Starts to order the certificate of TLS_ACME_DOMAINS when it is due.
 *
 * @throws {Fault} those of `readBundle`, `parseBundle` and `openAcme`.
 */
export async function keepCertificate(world: World, parts: Parts): Promise<void> {
  const { liveSettings, lifecycle, readiness, loggers, metrics, manager } = parts;
  const settings = liveSettings.current;
  const { tlsAcmeCaFile, tlsAcmeEabKid: kid, tlsAcmeEabKey: key } = settings;
  const { now, random, schedule } = world;
  const hasRedirect =
    settings.httpRedirectPort !== 'off' || manager.descriptors.redirect !== undefined;
  const challenges: readonly ChallengeType[] = hasRedirect
    ? ['http-01', 'tls-alpn-01']
    : ['tls-alpn-01'];
  keepIssued({
    clock: { now, random, schedule },
    store: openAcme(world, settings).store,
    url: settings.tlsAcmeUrl,
    ca: tlsAcmeCaFile === undefined ? undefined : await readAuthorities(tlsAcmeCaFile),
    domains: settings.tlsAcmeDomains,
    email: settings.tlsAcmeEmail,
    external: kid === undefined || key === undefined ? undefined : { kid, key },
    challenges,
    lifecycle,
    readiness,
    log: loggers.root,
    metrics,
  });
}

async function readAuthorities(path: string): Promise<string> {
  const bundle = await readBundle(path, 'TLS_ACME_CA_FILE');
  return parseBundle(bundle, path, 'TLS_ACME_CA_FILE').join('\n');
}
