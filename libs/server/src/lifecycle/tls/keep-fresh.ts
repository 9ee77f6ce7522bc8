import type { Log } from '../../telemetry/log/log.ts';
import type { Lifecycle } from '../lifecycle.ts';

/** Kubernetes and Nomad replace files by rename, which a watch on the file itself would miss. */
const POLL_INTERVAL_MS = 5_000;

export interface FreshOptions {
  /** What is renewed, for the log and the answer to a reload. */
  readonly name: string;
  readonly lifecycle: Pick<Lifecycle, 'onReload'>;
  readonly log: Pick<Log, 'info' | 'error'>;
}

/**
 * Renews what was read from files: on a reload, and every 5 s. Of failures at intervals, those that
 * differ from the previous one are logged.
 *
 * @param renewOnce Reads the files again by their paths; throws if they are not usable.
 * @returns A function that ends the intervals.
 */
export function keepFresh(
  renewOnce: () => Promise<void>,
  { name, lifecycle, log }: FreshOptions,
): () => void {
  let last = Promise.resolve();
  // One at a time: a slow poll that has read the old files must not undo a reload.
  const renew = (): Promise<void> => (last = last.catch(() => undefined).then(renewOnce));
  lifecycle.onReload(name, renew);
  let lastReason: string | undefined;
  const timer = setInterval(() => {
    renew().then(
      () => (lastReason = undefined),
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        if (reason !== lastReason)
          log.error({ name, reason }, 'renewal failed, keeping the old state');
        lastReason = reason;
      },
    );
  }, POLL_INTERVAL_MS).unref();
  return () => {
    clearInterval(timer);
  };
}
