/** Ends within this time count together. */
const WINDOW_MS = 60_000;

/** Milliseconds before the replacement after the first end in that time, the second and so on; after the last, none. */
const DELAYS_MS = [100, 1_000, 4_000, 16_000] as const;

/** Returns the times of those ends that count together with one that happens now. */
export function keepRecent(endsMs: readonly number[], nowMs: number): readonly number[] {
  return endsMs.filter((endMs) => nowMs - endMs < WINDOW_MS);
}

/**
 * Plans the replacement of a thread that has ended. The first one is quick, and later ones wait, because a
 * cause that persists would keep a processor busy with starts.
 *
 * @param recentCount Number of recent ends, this one included.
 * @returns Milliseconds until the replacement starts; undefined if too many have ended.
 */
export function planReplacement(recentCount: number): number | undefined {
  return DELAYS_MS[recentCount - 1];
}
