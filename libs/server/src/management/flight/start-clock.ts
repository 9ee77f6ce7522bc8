import type { World } from '../../world/world.ts';
import type { FlightSeconds } from './flight-memory.ts';

/** The seconds of a recorder, counted without a gap: they begin with those of Unix time, and never step. */
export interface FlightClock {
  /** Returns the number of the second that a time of the monotonic clock belongs to. */
  readonly secondOf: (monotonicMs: number) => number;
  /** Follows a step of the machine's clock: from then on all seconds are shown by the new one. */
  readonly follow: () => void;
}

/** Starts a clock, and notes its difference to Unix time in the memory of the seconds. */
export function startClock(
  { now, monotonicMs }: Pick<World, 'now' | 'monotonicMs'>,
  seconds: Pick<FlightSeconds, 'shift' | 'setShift'>,
): FlightClock {
  const unixMs = now().getTime();
  const startMs = monotonicMs();
  const phaseMs = (((unixMs - startMs) % 1_000) + 1_000) % 1_000;
  // From 1, because 0 stands for a place without a second.
  const secondOf = (timeMs: number): number => Math.floor((timeMs + phaseMs) / 1_000) + 1;
  const shiftAt = (timeMs: number): number => Math.floor(timeMs / 1_000);
  seconds.setShift(shiftAt(unixMs) - secondOf(startMs));
  return {
    secondOf,
    follow: () => {
      const shownMs = monotonicMs() + phaseMs + (seconds.shift() + 1) * 1_000;
      const stepSeconds = Math.trunc((now().getTime() - shownMs) / 1_000);
      if (stepSeconds !== 0) seconds.setShift(seconds.shift() + stepSeconds);
    },
  };
}
