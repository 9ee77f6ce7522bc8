import { Fault } from '../world/faults/fault.ts';
import type { Settings } from './settings.ts';

/** @throws {Fault} `SETTINGS_REFUSED` if settings contradict each other. */
export function refuseContradictions(settings: Settings): void {
  const problems = contradictionsOf(settings);
  if (problems.length > 0) throw new Fault('SETTINGS_REFUSED', { problems });
}

/** A sentence for each pair of settings that cannot hold together, though each can be read. */
export function contradictionsOf(settings: Settings): string[] {
  const { shutdownDelayMs, drainTimeoutMs, tlsCertFile, tlsKeyFile } = settings;
  const { adminAccess, adminDangerous, adminToken, adminReadToken } = settings;
  return [
    ...(shutdownDelayMs < drainTimeoutMs
      ? []
      : [
          `Cannot take SHUTDOWN_DELAY_MS=${shutdownDelayMs}: expected less than DRAIN_TIMEOUT_MS=${drainTimeoutMs}, which includes it; lower the one or raise the other`,
        ]),
    ...(tlsCertFile !== undefined && tlsKeyFile === undefined
      ? [`Cannot take TLS_CERT_FILE="${tlsCertFile}" alone; set TLS_KEY_FILE to its private key`]
      : []),
    ...(tlsKeyFile !== undefined && tlsCertFile === undefined
      ? [`Cannot take TLS_KEY_FILE="${tlsKeyFile}" alone; set TLS_CERT_FILE to its certificate`]
      : []),
    ...(adminAccess === 'read' && adminDangerous.length > 0
      ? [
          `Cannot take ADMIN_DANGEROUS="${adminDangerous.join(',')}" with ADMIN_ACCESS="read"; leave one of them`,
        ]
      : []),
    ...(adminToken !== undefined && adminToken === adminReadToken
      ? ['Cannot take one token for both ADMIN_TOKEN and ADMIN_READ_TOKEN; make another for one']
      : []),
  ];
}
