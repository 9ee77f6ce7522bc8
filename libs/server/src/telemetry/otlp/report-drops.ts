import type { World } from '../../world/world.ts';
import type { Log } from '../log/log.ts';
import type { Exported, ExportTarget } from './create-sender.ts';

/** Logger of what the exporters report. Its lines are not exported: one that says so of a failure would fail too. */
export const EXPORT_LOGGER = 'otlp';

/** Least time between two log lines: an unreachable collector needs one line, not one per batch. */
const LOG_INTERVAL_MS = 60_000;

/** The words for what is dropped. */
export interface Dropped {
  /** In the plural, such as `spans`. */
  readonly noun: string;
  /** Name of the number in the log line, such as `spanCount`. */
  readonly countName: string;
}

export interface DropReportOptions extends Dropped, Pick<World, 'monotonicMs'> {
  readonly log: Log;
  readonly url: ExportTarget['url'];
}

/** Creates a function that logs why a batch is dropped, or what the collector says of one, at most once a minute. */
export function createDropReport({ log, monotonicMs, url, noun, countName }: DropReportOptions) {
  let quietUntilMs = -Infinity;
  return ({ count, reason, partial }: Exported): void => {
    if (reason === undefined && partial === undefined) return;
    if (monotonicMs() < quietUntilMs) return;
    quietUntilMs = monotonicMs() + LOG_INTERVAL_MS;
    const { origin, pathname } = new URL(url);
    const collector = origin + pathname; // no query: it may hold a key
    if (partial === undefined)
      log.warn({ collector, reason, [countName]: count }, `cannot export ${noun}, dropping them`);
    else
      log.warn(
        { collector, reason: partial.message, [countName]: partial.rejectedCount },
        partial.rejectedCount > 0
          ? `the collector rejected some ${noun}`
          : `the collector accepted ${noun} with a warning`,
      );
  };
}
