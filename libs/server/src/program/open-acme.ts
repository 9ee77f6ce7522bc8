import { delimiter, join } from 'node:path';
import type { Settings } from '../config/settings.ts';
import {
  answerChallenges,
  type ChallengeAnswers,
} from '../lifecycle/tls/acme/answer-challenges.ts';
import { provideCertificate } from '../lifecycle/tls/acme/provide-certificate.ts';
import { openStore, type Store } from '../lifecycle/tls/acme/store.ts';
import { Fault } from '../world/faults/fault.ts';
import type { World } from '../world/world.ts';

/** The files for TLS_ACME_DOMAINS, as each thread opens them. */
export interface OpenAcme {
  readonly store: Store;
  readonly answers: ChallengeAnswers;
}

/**
 * Opens the files for TLS_ACME_DOMAINS, with a certificate that the server makes itself if there is none.
 *
 * @throws {Fault} `ACME_DIRECTORY_UNSET` or `ACME_DIRECTORY_UNUSABLE`.
 */
export function openAcme(
  { env, now }: Pick<World, 'env' | 'now'>,
  { tlsAcmeDomains: domains, tlsAcmeDirectory, tlsAcmeUrl: url }: Settings,
): OpenAcme {
  const directory = tlsAcmeDirectory ?? findStateDirectory(env);
  if (directory === undefined) throw new Fault('ACME_DIRECTORY_UNSET', { domains });
  const store = openStore({ directory, url, domains });
  provideCertificate(store, domains, now());
  return { store, answers: answerChallenges(store, domains) };
}

/** Returns a directory in the first that systemd created for StateDirectory=: systemd.exec(5). */
function findStateDirectory(env: World['env']): string | undefined {
  const [first = ''] = (env['STATE_DIRECTORY'] ?? '').split(delimiter);
  return first === '' ? undefined : join(first, 'acme');
}
