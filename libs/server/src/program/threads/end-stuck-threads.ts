import type { FlightMemory } from '../../management/flight/flight-memory.ts';
import type { Log } from '../../telemetry/log/log.ts';
import type { FleetControl } from './create-fleet.ts';
import { examineThread } from './examine-thread.ts';

export interface StuckOptions {
  readonly fleet: Pick<FleetControl, 'slots' | 'suspend' | 'endStuck'>;
  readonly log: Log;
  /** What the flight recorders have recorded, of which the last seconds are logged too. */
  readonly flight: readonly FlightMemory[];
  readonly monotonicMs: () => number;
}

/**
 * Creates the check that ends each thread whose event loop has not turned for longer than the limit, after
 * what it does is in the log. It gets no connection meanwhile, and stays if it turns again.
 *
 * @returns Checks all threads; call it at each beat.
 */
export function createStuckCheck({ fleet, log, flight, monotonicMs }: StuckOptions) {
  const examined = new Set<number>();
  /** Last beat of each thread that was ended: one in native code stays until its call returns. */
  const ended = new Map<number, number>();
  async function examine(index: number, lastBeatMs: number): Promise<void> {
    const slot = fleet.slots[index - 1];
    if (slot === undefined) return;
    const resume = fleet.suspend(index);
    const loopTurnedAgoMs = Math.round(monotonicMs() - lastBeatMs);
    const facts = { thread: index, loopTurnedAgoMs, ...(await examineThread(index)) };
    log.error(facts, 'the event loop of a serving thread is stuck');
    const { latestFigures, LATEST_FIGURES } =
      await import('../../management/flight/latest-figures.ts');
    log.error(latestFigures(flight), LATEST_FIGURES);
    if (slot.lastBeatMs() !== lastBeatMs) {
      resume();
      return;
    }
    ended.set(index, lastBeatMs);
    fleet.endStuck(index);
  }
  return (stallMs: number): void => {
    for (const [position, slot] of fleet.slots.entries()) {
      const index = position + 1;
      const lastBeatMs = slot.lastBeatMs();
      const isWatched = slot.state() !== 'absent' && slot.state() !== 'starting';
      const isKnown = examined.has(index) || ended.get(index) === lastBeatMs;
      if (!isWatched || isKnown || monotonicMs() - lastBeatMs < stallMs) continue;
      examined.add(index);
      void examine(index, lastBeatMs).finally(() => examined.delete(index));
    }
  };
}
