import { useCallback, useRef } from 'preact/hooks';
import { callJson } from '../api/client.ts';
import { ApiProblem } from '../api/problem.ts';
import { useRepeated, type Polled } from '../api/use-poll.ts';
import { joinFlights, type Flight } from './flight.ts';

const EVERY_MS = 2_000;
/** Seconds before the last bucket that are fetched again, because their gauges may have come later. */
const AGAIN_SECONDS = 2;

/** The flight recorder; null if the server has none. Later calls fetch only the seconds that are new. */
export function useFlight(): Polled<Flight | null> {
  const known = useRef<Flight | undefined>(undefined);
  const isMissing = useRef(false);
  const load = useCallback(async (signal: AbortSignal) => {
    if (isMissing.current) return null;
    const last = known.current?.times.at(-1);
    const query = last === undefined ? '' : `?since=${last - AGAIN_SECONDS}`;
    try {
      const fresh = await callJson<Flight>(`flight${query}`, { signal });
      return (known.current = joinFlights(known.current, fresh));
    } catch (error) {
      isMissing.current = error instanceof ApiProblem && error.status === 404;
      if (isMissing.current) return null;
      throw error;
    }
  }, []);
  return useRepeated(load, EVERY_MS);
}
