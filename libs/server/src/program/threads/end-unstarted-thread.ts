import type { Log } from '../../telemetry/log/log.ts';
import type { FleetControl } from './create-fleet.ts';
import { examineThread } from './examine-thread.ts';

export interface UnstartedOptions {
  readonly fleet: Pick<FleetControl, 'slots' | 'endUnstarted'>;
  readonly log: Log;
  readonly startTimeoutMs: number;
}

/** Ends a thread whose start takes too long, after what it does is in the log; it stays if it begins to serve meanwhile. */
export async function endUnstartedThread(
  index: number,
  { fleet, log, startTimeoutMs }: UnstartedOptions,
): Promise<void> {
  const slot = fleet.slots[index - 1];
  const generation = slot?.generation();
  const facts = { thread: index, startTimeoutMs, ...(await examineThread(index)) };
  log.error(facts, 'a serving thread does not start');
  const isSame = slot?.generation() === generation; // it may have ended by itself, and its replacement starts
  if (isSame && slot?.state() === 'starting') fleet.endUnstarted(index);
}
