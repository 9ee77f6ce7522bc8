import { errnoOf } from '../../../world/faults/fault.ts';
import { AuthorityError } from './authority-error.ts';
import type { NextAttempt } from './store.ts';

const HOUR_MS = 3_600_000;
/**
 * First delay after the authority could not be reached, which costs it nothing, and after it refused, or a file could not be
 * written, such as the certificate. The second keeps the first hour at five attempts, as many failures as Let's Encrypt allows
 * for a name in an hour, and as many certificates in a week: https://letsencrypt.org/docs/rate-limits/
 */
const UNREACHABLE_MS = 10_000;
const REFUSED_MS = 120_000;
const MAX_DELAY_MS = 12 * HOUR_MS;
/** Share by which a delay is longer at random, so that servers that failed together do not return together. */
const JITTER = 0.25;

/** Plans the attempt after one that failed: each delay is twice the one before, and at least as long as the authority asks for. */
export function planRetry(
  error: unknown,
  failuresBefore: number,
  { now, random }: { readonly now: () => Date; readonly random: () => number },
): NextAttempt {
  const firstMs = isUnreachable(error) ? UNREACHABLE_MS : REFUSED_MS;
  const delayMs = Math.min(firstMs * 2 ** failuresBefore, MAX_DELAY_MS) * (1 + JITTER * random());
  const askedMs = error instanceof AuthorityError ? askedOf(error) : 0;
  return {
    timeMs: now().getTime() + Math.max(delayMs, askedMs),
    failureCount: failuresBefore + 1,
    reason: error instanceof Error ? error.message : String(error),
    isByAuthority: askedMs > 0,
  };
}

/** An error of a file has a number, too, but another system call. */
function isUnreachable(error: unknown): boolean {
  const { syscall = '' } = Object(error) as NodeJS.ErrnoException;
  return errnoOf(error) !== undefined && !/^(?:open|write|fsync|rename|link)$/.test(syscall);
}

/** Returns how long the authority wants no other attempt: a rate limit without a time holds for an hour. */
function askedOf({ type, retryAfterMs }: AuthorityError): number {
  return retryAfterMs ?? (type === 'rateLimited' ? HOUR_MS : 0);
}
