import type { Parts } from './parts.ts';

/**
 * Makes outgoing connections of this thread trust CA_FILE, if it is set.
 *
 * @throws {Fault} if the file is not usable.
 */
export async function trustAuthorities({
  liveSettings,
  lifecycle,
  loggers,
}: Pick<Parts, 'liveSettings' | 'lifecycle' | 'loggers'>): Promise<void> {
  const { caFile } = liveSettings.current;
  if (caFile === undefined) return;
  const { trustCaFile } = await import('../lifecycle/tls/trust-ca-file.ts');
  await trustCaFile(caFile, { lifecycle, log: loggers.root });
}
