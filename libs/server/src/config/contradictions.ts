import { Fault } from '../world/faults/fault.ts';
import { filesContradictionsOf } from './files-contradictions.ts';
import { isSet, type Environment } from './reading.ts';
import type { SourcesOf } from './read-invocation.ts';
import type { serverSettings, Settings } from './settings.ts';

/**
 * Checks that settings do not contradict each other.
 *
 * @param managerEnv Variables of the service manager, which may pass a socket.
 * @throws {Fault} `SETTINGS_REFUSED` with a sentence for each contradiction.
 */
export async function refuseContradictions(
  settings: Settings,
  sources: SourcesOf<typeof serverSettings>,
  managerEnv: Environment,
): Promise<void> {
  const problems = [...contradictionsOf(settings), ...filesContradictionsOf(settings)];
  const { listen, proxyProtocol, tlsAcmeDomains, tlsAcmeEabKid, tlsAcmeEabKey } = settings;
  if (listen !== undefined || isSet(sources.listenMode) || proxyProtocol) {
    const { listenContradictionsOf } = await import('./listen-contradictions.ts');
    problems.push(...listenContradictionsOf(settings, sources, managerEnv));
  }
  const isEabSet = tlsAcmeEabKid !== undefined || tlsAcmeEabKey !== undefined;
  if (tlsAcmeDomains.length > 0 || isEabSet || settings.httpRedirectPort !== 'off') {
    const { acmeContradictionsOf } = await import('./acme-contradictions.ts');
    problems.push(...acmeContradictionsOf(settings));
  }
  if (problems.length > 0) throw new Fault('SETTINGS_REFUSED', { problems });
}

/** Returns a sentence for each pair of settings that are valid alone but not together. */
export function contradictionsOf(settings: Settings): string[] {
  const { shutdownDelayMs, drainTimeoutMs, tlsCertFile, tlsKeyFile } = settings;
  const { filesCompression, filesCacheBytes, http2 } = settings;
  const { adminAccess, adminDangerous, adminToken, adminReadToken } = settings;
  return [
    ...(shutdownDelayMs < drainTimeoutMs
      ? []
      : [
          `Cannot apply SHUTDOWN_DELAY_MS=${shutdownDelayMs}: expected less than DRAIN_TIMEOUT_MS=${drainTimeoutMs}, which includes it; lower the former or raise the latter`,
        ]),
    ...(tlsCertFile !== undefined && tlsKeyFile === undefined
      ? [`Cannot apply TLS_CERT_FILE="${tlsCertFile}" alone; set TLS_KEY_FILE to its private key`]
      : []),
    ...(tlsKeyFile !== undefined && tlsCertFile === undefined
      ? [`Cannot apply TLS_KEY_FILE="${tlsKeyFile}" alone; set TLS_CERT_FILE to its certificate`]
      : []),
    ...(filesCompression && filesCacheBytes === 0
      ? [
          'Cannot apply FILES_COMPRESSION=true with FILES_CACHE_BYTES=0: compressed files are kept in memory; raise the latter, or remove one of them',
        ]
      : []),
    ...(http2 && tlsCertFile === undefined && settings.tlsAcmeDomains.length === 0
      ? [
          'Cannot apply HTTP2=on without TLS, under which clients choose it; set TLS_CERT_FILE and TLS_KEY_FILE, or TLS_ACME_DOMAINS, or remove it',
        ]
      : []),
    ...(adminAccess === 'read' && adminDangerous.length > 0
      ? [
          `Cannot apply ADMIN_DANGEROUS="${adminDangerous.join(',')}" with ADMIN_ACCESS="read"; remove one of them`,
        ]
      : []),
    ...(adminToken !== undefined && adminToken === adminReadToken
      ? ['Cannot use the same token for ADMIN_TOKEN and ADMIN_READ_TOKEN; create a second one']
      : []),
  ];
}
