import type { Instrument, Metrics } from '../metrics/metrics.ts';
import type { Exported } from './create-sender.ts';

/** `error.type` of what a collector has rejected in a batch that it accepted: OpenTelemetry's semantic conventions. */
const REJECTED = 'rejected';

/** Declares a count of items for which an export has ended; `error.type` says why some were dropped or rejected. */
export function countOutcomes(
  { counter }: Pick<Metrics, 'counter'>,
  instrument: Instrument,
): (exported: Exported) => void {
  const family = counter(instrument);
  return ({ count, reason, partial }) => {
    const rejectedCount = Math.min(count, partial?.rejectedCount ?? 0);
    family(reason === undefined ? {} : { 'error.type': reason }).add(count - rejectedCount);
    if (rejectedCount > 0) family({ 'error.type': REJECTED }).add(rejectedCount);
  };
}
