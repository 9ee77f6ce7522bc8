/** A thread that can be given a connection. */
export interface Candidate {
  /** Number of its open connections. */
  readonly open: () => number;
  /** Whether it serves; it knows before the main thread does that it ends. */
  readonly isServing: () => boolean;
  /** Whether it has not taken up what it was handed some time ago: it is blocked. */
  readonly isLate: () => boolean;
}

/**
 * Chooses the thread for the next connection: the one with the fewest open connections, and of several such
 * the first after the last choice. One that is late is chosen only if all are.
 *
 * @param last Position of the last choice.
 * @returns The position of the choice; -1 if there is none.
 */
export function chooseThread(candidates: readonly Candidate[], last: number): number {
  let best = -1;
  let bestLoad = Infinity;
  for (let step = 1; step <= candidates.length; step += 1) {
    const position = (last + step) % candidates.length;
    const candidate = candidates[position];
    const load = candidate === undefined ? Infinity : loadOf(candidate);
    if (load < bestLoad) [best, bestLoad] = [position, load];
  }
  return best;
}

/** More than the open connections of any thread. */
const LATE_LOAD = 2 ** 32;

function loadOf({ open, isServing, isLate }: Candidate): number {
  if (!isServing()) return Infinity;
  return open() + (isLate() ? LATE_LOAD : 0);
}
