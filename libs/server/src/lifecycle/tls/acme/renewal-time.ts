import type { Authority } from './authority.ts';
import { renewalIdOf } from './certificates.ts';
import type { StoredCertificate } from './store.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How long the authority's renewal information holds if it does not say, and the bounds if it does: RFC 9773, section 4.3. */
const RECHECK_MS = 6 * HOUR_MS;
const MIN_RECHECK_MS = 60_000;

/** When to renew a certificate, in milliseconds since 1970. */
export interface RenewalTime {
  readonly timeMs: number;
  /** When to find out again. */
  readonly recheckMs: number;
  /** Certificate that the next one replaces; undefined if the authority has no renewal information. */
  readonly replaces: string | undefined;
}

/**
 * Finds out when to renew: at a random time in the window that the authority suggests (RFC 9773, section 4.2), or else when a
 * third of the certificate's lifetime is left.
 */
export async function findRenewalTime(
  authority: Pick<Authority, 'directory' | 'get'>,
  { leaf: { raw, serialNumber, validFromDate, validToDate } }: StoredCertificate,
  { now, random }: { readonly now: () => Date; readonly random: () => number },
): Promise<RenewalTime> {
  const [from, to] = [validFromDate.getTime(), validToDate.getTime()];
  const third = { timeMs: to - (to - from) / 3, replaces: undefined };
  const unknown = { ...third, recheckMs: now().getTime() + RECHECK_MS };
  const id = renewalIdOf(raw, serialNumber);
  try {
    const { renewalInfo } = await authority.directory();
    if (id === undefined || renewalInfo === undefined) return unknown;
    const { text, retryAfterMs = RECHECK_MS } = await authority.get(`${renewalInfo}/${id}`);
    const { suggestedWindow } = JSON.parse(text) as { suggestedWindow: Record<string, string> };
    const [start, end] = [suggestedWindow['start'], suggestedWindow['end']].map((time) =>
      Date.parse(time ?? ''),
    ) as [number, number];
    const timeMs = start + random() * (end - start);
    if (Number.isNaN(timeMs)) return unknown;
    const delayMs = Math.min(Math.max(retryAfterMs, MIN_RECHECK_MS), DAY_MS);
    // An authority that errs must not let the certificate expire.
    const latestMs = to - (to - from) / 20;
    return {
      timeMs: Math.min(timeMs, latestMs),
      recheckMs: now().getTime() + delayMs,
      replaces: id,
    };
  } catch {
    return unknown; // the order says why the authority does not answer
  }
}
