import type { LoadedFile } from './loaded-file.ts';

/** A look at a file that other requests wait for; ends without a result on disposal. */
export interface Flight extends Disposable {
  readonly end: (file: LoadedFile | undefined) => void;
}

/** The looks in progress, by key: requests that miss the same file share one. */
export interface Flights {
  /** Returns the result of a look that began recently enough for this request; undefined if there is none. */
  readonly join: (key: string, nowMs: number) => Promise<LoadedFile | undefined> | undefined;
  /** Begins a look; undefined if an older one is still in progress. */
  readonly lead: (key: string, nowMs: number) => Flight | undefined;
  /** Lets no later request join a look that is in progress. */
  readonly clear: () => void;
}

/** @param maxAgeMs How much earlier than a request a look may have begun that answers it. */
export function createFlights(maxAgeMs: () => number): Flights {
  const flights = new Map<
    string,
    { readonly startMs: number; readonly result: Promise<LoadedFile | undefined> }
  >();
  return {
    clear: () => {
      flights.clear();
    },
    join: (key, nowMs) => {
      const flight = flights.get(key);
      return flight !== undefined && nowMs - flight.startMs < maxAgeMs()
        ? flight.result
        : undefined;
    },
    lead: (key, startMs) => {
      if (flights.has(key)) return undefined;
      const { promise: result, resolve } = Promise.withResolvers<LoadedFile | undefined>();
      const flight = { startMs, result };
      flights.set(key, flight);
      const end: Flight['end'] = (file) => {
        if (flights.get(key) === flight) flights.delete(key);
        resolve(file);
      };
      let isOver = false;
      const endOnce: Flight['end'] = (file) => {
        if (!isOver) end(file);
        isOver = true;
      };
      return {
        end: endOnce,
        [Symbol.dispose]: () => {
          endOnce(undefined);
        },
      };
    },
  };
}
