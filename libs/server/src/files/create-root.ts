import { realpath } from 'node:fs/promises';
import type { Log } from '../telemetry/log/log.ts';
import { BYTES, textOfPath, type ByteName } from './byte-name.ts';
import { attempt } from './open-below.ts';
import { resolveRoot } from './resolve-root.ts';
import { shareNext } from './share-next.ts';

/** How long a real path is used before it is determined again: once per second costs a busy server nothing. */
const MAX_AGE_MS = 1_000;
/** At this share of its greatest age something cached is looked at again, so that no request has to wait for it. */
export const RENEWAL_SHARE = 0.5;

/**
 * The directory to serve. Its path may lead through symbolic links that a deployment replaces, so its
 * real path is determined again and again. A request uses one real path from its beginning to its end,
 * and nothing outside of that is served to it.
 */
export interface Root {
  /**
   * Returns the real path, determined at most a second ago; undefined while there is none.
   *
   * @param nowMs Monotonic clock.
   */
  readonly current: (nowMs: number) => Promise<ByteName | undefined>;
  /**
   * Returns the real path if it was determined within `maxAgeMs`, and never one that is older than a second;
   * otherwise undefined. Begins to determine it again in time.
   */
  readonly fresh: (nowMs: number, maxAgeMs: number) => ByteName | undefined;
  /** Determines the real path now, once for all that ask meanwhile. */
  readonly renew: (nowMs: number) => Promise<ByteName | undefined>;
  /**
   * Determines the real path now, and checks that it is a readable directory.
   *
   * @throws {Fault} those of `resolveRoot`.
   */
  readonly check: () => Promise<void>;
  /** Calls the listener each time that the real path has changed. */
  readonly onChange: (listener: () => void) => void;
}

/**
 * Creates the root from the path of a directory.
 *
 * @param setting Names the setting that has the path; default: FILES_ROOT.
 * @throws {Fault} those of `resolveRoot`.
 */
export async function createRoot(path: string, log: Log, setting?: string): Promise<Root> {
  let known: ByteName | undefined = await resolveRoot(path, setting);
  let startedMs = -Infinity; // of the latest look
  let checkedMs = -Infinity; // start of the latest look that has ended
  let [lastStarted, lastKept] = [0, 0];
  const listeners: (() => void)[] = [];
  // A slow look that began before a deployment must not undo a later one.
  const keepLatest = async (looking: Promise<ByteName | undefined>) => {
    const order = (lastStarted += 1);
    const found = await looking;
    if (order < lastKept) return found;
    lastKept = order;
    const changed = found === known ? undefined : found;
    known = found;
    if (changed === undefined) return found;
    log.info({ filesRoot: textOfPath(changed) }, 'files root changed');
    for (const listener of listeners) listener();
    return found;
  };
  // Each 404 asks: a flood of them must not fill libuv's threads.
  const look = shareNext(() => keepLatest(findRealPath(path)));
  const renew = async (nowMs: number): Promise<ByteName | undefined> => {
    startedMs = nowMs;
    const found = await look();
    checkedMs = Math.max(checkedMs, nowMs);
    return found;
  };
  return {
    renew,
    onChange: (listener) => void listeners.push(listener),
    fresh: (nowMs, maxAgeMs) => {
      const limitMs = Math.min(maxAgeMs, MAX_AGE_MS);
      if (nowMs - checkedMs >= limitMs) return undefined;
      if (nowMs - startedMs >= limitMs * RENEWAL_SHARE) void renew(nowMs).catch(() => undefined);
      return known;
    },
    current: async (nowMs) =>
      known !== undefined && nowMs - checkedMs < MAX_AGE_MS ? known : renew(nowMs),
    check: async () => {
      await keepLatest(resolveRoot(path, setting));
    },
  };
}

async function findRealPath(path: string): Promise<ByteName | undefined> {
  const found = await attempt(realpath(path, BYTES));
  return typeof found === 'string' ? found : undefined; // `check` says why
}
