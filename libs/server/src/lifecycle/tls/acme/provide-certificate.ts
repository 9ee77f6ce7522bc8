import { renderOwnCertificate } from './certificates.ts';
import { createKey, renderKey } from './keys.ts';
import type { Store } from './store.ts';

const DAY_MS = 86_400_000;
/** Few, so that an alert on the days that are left reports that none was issued. */
const OWN_DAYS = 7;

/** Adds a certificate if there is none to serve with: that for an earlier set of names, or one that the server makes itself. */
export function provideCertificate(
  store: Pick<Store, 'readCertificate' | 'addCertificate' | 'findOlder'>,
  domains: readonly string[],
  now: Date,
): void {
  if (store.readCertificate() !== undefined) return;
  store.addCertificate(store.findOlder(domains[0] ?? '') ?? makeOwn(domains, now));
}

function makeOwn(domains: readonly string[], now: Date): string {
  const key = createKey();
  const from = new Date(now.getTime() - DAY_MS); // clients' clocks differ
  const to = new Date(now.getTime() + OWN_DAYS * DAY_MS);
  return renderOwnCertificate({ domains, key, from, to }) + renderKey(key);
}
