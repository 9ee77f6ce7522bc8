import { EX } from './sysexits.ts';

/** The part of the catalogue that is about certificates by ACME. */
export const acmeFaults = {
  ACME_DIRECTORY_UNSET: {
    exitCode: EX.CONFIG,
    text: ({ domains }: { domains: readonly string[] }) =>
      `Cannot keep the certificate of TLS_ACME_DOMAINS="${domains.join(',')}": no directory; set TLS_ACME_DIRECTORY to one that survives a restart, or StateDirectory= in the unit`,
  },
  ACME_DIRECTORY_UNUSABLE: {
    exitCode: EX.CANTCREAT,
    text: ({ path, reason }: { path: string; reason: string }) =>
      `Cannot keep certificates in "${path}": ${reason}; ${isFull(reason) ? 'free some space' : 'let this user write to it'}, or set TLS_ACME_DIRECTORY to another directory`,
  },
  TLS_SOCKET_UNUSED: {
    exitCode: EX.CONFIG,
    text: ({ name }: { name: string }) =>
      `Cannot use the socket passed as "${name}" without TLS: set TLS_ACME_DOMAINS, or TLS_CERT_FILE and TLS_KEY_FILE, or disable its socket unit`,
  },
} as const;

function isFull(errno: string): boolean {
  return errno === 'ENOSPC' || errno === 'EDQUOT';
}
