import type { Log } from '../../../telemetry/log/log.ts';
import type { CounterSeries, Family, Metrics } from '../../../telemetry/metrics/metrics.ts';
import type { World } from '../../../world/world.ts';
import type { Lifecycle } from '../../lifecycle.ts';
import type { Readiness } from '../../readiness.ts';
import { createAuthority, type Authority } from './authority.ts';
import { lockFile } from './lock.ts';
import { placeOrder, type PlaceOptions } from './place-order.ts';
import { planRetry } from './plan-retry.ts';
import { findRenewalTime, type RenewalTime } from './renewal-time.ts';
import type { ChallengeType, NextAttempt, Store, StoredCertificate } from './store.ts';

/** How often a process looks whether another one has ordered the certificate, and whether the store works again. */
const LOOK_MS = 5_000;
/** Least time between two certificates, so that a wrong clock does not order one after the other. */
const MIN_INTERVAL_MS = 3_600_000;
/** Longest sleep; a timer of Node lasts at most 24 days. */
const MAX_SLEEP_MS = 86_400_000;

export interface IssueOptions extends PlaceOptions {
  readonly clock: Pick<World, 'now' | 'random' | 'schedule'>;
  readonly store: Store;
  readonly url: URL;
  /** CA certificates in PEM for the authority's own certificate; undefined for those of Node. */
  readonly ca: string | undefined;
  /** Ways to prove the control of the names; each attempt takes the next one. */
  readonly challenges: readonly ChallengeType[];
  readonly lifecycle: Pick<Lifecycle, 'onReload' | 'onDrain'>;
  readonly readiness: Readiness;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'counter'>;
}

/** What the rounds share. */
interface Issuing extends IssueOptions {
  readonly authority: Authority;
  readonly signal: AbortSignal;
  readonly sleep: (ms: number) => Promise<void>;
  readonly count: (outcome: 'issued' | 'failed') => void;
  /** Whether a reload asks for an attempt now. */
  isAsked: boolean;
  renewal?: RenewalTime & { readonly pem: string };
  /** The next attempt if it could not be written, and the time that the store has instead. */
  unsaved?: { readonly next: NextAttempt; readonly insteadMs: number | undefined };
}

/**
 * Orders the certificate when it is due, until the server drains. Of the processes that share a store one orders, and the others
 * find its certificate there. What fails is tried again later, also after a restart; a reload tries at once.
 */
export function keepIssued(options: IssueOptions): void {
  const { clock, store, url, ca, domains, lifecycle, readiness, log, metrics } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const { sleep, wake } = createSleeper(clock);
  const orders = countOrders(metrics);
  const authority = createAuthority({ url, ca, now: clock.now, signal });
  const count: Issuing['count'] = (outcome) => {
    orders({ outcome }).add(1);
  };
  const issuing: Issuing = { ...options, authority, signal, sleep, count, isAsked: false };
  readiness.add({
    name: 'certificate',
    isRequired: false,
    run: () => {
      const reason = nextAttemptOf(issuing)?.reason;
      if (reason !== undefined) throw new Error(reason);
    },
  });
  lifecycle.onDrain('acme', () => {
    stopping.abort();
    wake();
  });
  lifecycle.onReload('acme', () => {
    issuing.isAsked = true;
    wake();
  });
  if (store.readCertificate()?.isOwn === true)
    log.warn({ domains }, 'serving a self-made certificate until the authority issues one');
  void runRounds(issuing);
}

async function runRounds(issuing: Issuing): Promise<void> {
  while (!issuing.signal.aborted)
    try {
      await issuing.sleep(await runRound(issuing));
    } catch (error) {
      // Of the store, such as a full disk.
      issuing.log.error({ err: error }, 'cannot look after the certificate, trying again');
      await issuing.sleep(LOOK_MS);
    }
}

/** @returns Milliseconds until the next round. */
async function runRound(issuing: Issuing): Promise<number> {
  const { store, clock } = issuing;
  const stored = store.readCertificate();
  const renewal = await findRenewal(issuing, stored);
  const nowMs = clock.now().getTime();
  if (renewal !== undefined && renewal.timeMs > nowMs)
    return Math.min(renewal.timeMs, renewal.recheckMs) - nowMs;
  const next = nextAttemptOf(issuing);
  const waitMs = (next?.timeMs ?? 0) - nowMs;
  if (waitMs > 0 && !(issuing.isAsked && next?.isByAuthority !== true)) return waitMs;
  const unlock = lockFile(store.lockPath);
  if (unlock === undefined) return LOOK_MS;
  try {
    // Meanwhile the process that had the lock may have ordered it, or failed to.
    const isStill = store.readCertificate()?.pem === stored?.pem;
    if (!isStill || nextAttemptOf(issuing)?.timeMs !== next?.timeMs) return 0;
    issuing.isAsked = false;
    return await attempt(issuing, next?.failureCount ?? 0, renewal?.replaces);
  } finally {
    unlock();
  }
}

/** Returns when to renew a certificate; undefined if another is due because it is none of an authority, or lacks a name. */
async function findRenewal(
  issuing: Issuing,
  stored: StoredCertificate | undefined,
): Promise<RenewalTime | undefined> {
  const { domains, clock, authority, renewal, isAsked } = issuing;
  if (stored === undefined || stored.isOwn) return undefined;
  if (domains.some((domain) => stored.leaf.checkHost(domain) === undefined)) return undefined;
  const isKnown = renewal?.pem === stored.pem && clock.now().getTime() < renewal.recheckMs;
  if (isKnown && !isAsked) return renewal;
  const found = await findRenewalTime(authority, stored, clock);
  issuing.renewal = { ...found, pem: stored.pem };
  return found;
}

async function attempt(
  issuing: Issuing,
  failureCount: number,
  replaces: string | undefined,
): Promise<number> {
  const { authority, store, domains, url, challenges, clock, sleep, log, count } = issuing;
  const challenge = challenges[failureCount % challenges.length] ?? 'tls-alpn-01';
  log.info({ domains, authority: url.href, challenge }, 'ordering a certificate');
  const nowMs = (): number => clock.now().getTime();
  let next: NextAttempt;
  try {
    const details = { domains, challenge, store, replaces, now: clock.now, pause: sleep };
    store.writeCertificate(await placeOrder(authority, issuing, details));
    next = { timeMs: nowMs() + MIN_INTERVAL_MS, failureCount: 0 };
    count('issued');
    const validUntil = store.readCertificate()?.leaf.validToDate;
    log.info({ domains, validUntil }, 'certificate issued');
  } catch (error) {
    if (issuing.signal.aborted) return 0;
    next = planRetry(error, failureCount, clock);
    count('failed');
    const { reason, timeMs } = next;
    log.error(
      { domains, reason, retryAt: new Date(timeMs) },
      'no certificate was issued, trying again later',
    );
  }
  saveNextAttempt(issuing, next);
  return next.reason === undefined ? 0 : next.timeMs - nowMs();
}

/** Returns the next attempt: that of the store, unless it could not be written since. */
function nextAttemptOf({ store, unsaved }: Issuing): NextAttempt | undefined {
  const stored = store.readNextAttempt();
  return unsaved !== undefined && unsaved.insteadMs === stored?.timeMs ? unsaved.next : stored;
}

/** Writes the next attempt; on a full disk, it holds for this process alone. */
function saveNextAttempt(issuing: Issuing, next: NextAttempt): void {
  const { store } = issuing;
  issuing.unsaved = { next, insteadMs: store.readNextAttempt()?.timeMs };
  store.writeNextAttempt(next);
  delete issuing.unsaved;
}

/** Declares the counter of the orders. */
export function countOrders(metrics: Pick<Metrics, 'counter'>): Family<CounterSeries> {
  return metrics.counter({
    name: 'tls.acme.orders',
    unit: '{order}',
    description: 'Orders of certificates by ACME, by outcome: issued or failed.',
  });
}

interface Sleeper {
  readonly sleep: (ms: number) => Promise<void>;
  /** Ends the sleep early. */
  readonly wake: () => void;
}

function createSleeper({ schedule }: Pick<World, 'schedule'>): Sleeper {
  let wake = (): void => undefined;
  return {
    sleep: (ms) =>
      new Promise((resolve) => {
        const cancel = schedule(Math.min(Math.max(ms, 0), MAX_SLEEP_MS), resolve);
        wake = () => {
          cancel();
          resolve();
        };
      }),
    wake: () => {
      wake();
    },
  };
}
