import { LATEST_FIGURES, latestFigures } from '../management/flight/latest-figures.ts';
import type { FlightMemory } from '../management/flight/flight-memory.ts';
import type { Parts } from './parts.ts';

/** Logs the last seconds of the flight recorders at an uncaught error, at once: a second one ends the process. */
export function reportCrash(
  { crashed, loggers }: Pick<Parts, 'crashed' | 'loggers'>,
  memories: readonly FlightMemory[],
): void {
  crashed.addEventListener('abort', () => {
    loggers.named('flight').error(latestFigures(memories), LATEST_FIGURES);
  });
}
