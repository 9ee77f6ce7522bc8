import { Fault } from '../world/faults/fault.ts';
import type { Settings } from './settings.ts';

/**
 * Checks that settings do not contradict each other.
 *
 * @throws {Fault} `SETTINGS_REFUSED` with a sentence for each contradiction.
 */
export function refuseContradictions(settings: Settings): void {
  const problems = contradictionsOf(settings);
  if (problems.length > 0) throw new Fault('SETTINGS_REFUSED', { problems });
}

/** Returns a sentence for each pair of settings that are valid alone but not together. */
export function contradictionsOf(settings: Settings): string[] {
  const { shutdownDelayMs, drainTimeoutMs, tlsCertFile, tlsKeyFile } = settings;
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
