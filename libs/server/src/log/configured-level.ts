import type { World } from '../edge/world.ts';
import type { Level } from './level.ts';

/** Longest time a change of level can be asked to last: a day, in milliseconds. */
export const MAX_TTL_MS = 86_400_000;

export type LevelClock = Pick<World, 'now' | 'monotonicMs' | 'schedule'>;

/** The level asked for of one logger: one to stay, and changes on top of it that end by themselves. */
export interface ConfiguredLevel {
  /** What is asked for now; undefined where the logger follows the root. */
  readonly level: () => Level | undefined;
  /** When that ends, in RFC 3339; undefined where it stays. */
  readonly expiresAt: () => string | undefined;
  /**
   * Asks for a level. To stay, it takes the place of everything before; for a time, it hides what was
   * before, which comes back if it has not ended by then.
   *
   * @throws {RangeError} for a `ttlMs` that is not from 1 to MAX_TTL_MS.
   */
  readonly set: (level: Level | undefined, ttlMs: number | undefined) => void;
}

interface Change {
  readonly level: Level | undefined;
  readonly expiresAt: string;
  readonly endMs: number;
  readonly cancel: () => void;
}

/** @param onExpired Called when a change has ended. */
export function createConfiguredLevel(clock: LevelClock, onExpired: () => void): ConfiguredLevel {
  let staying: Level | undefined;
  let changes: readonly Change[] = []; // each ends before the ones below it
  function endChanges(isEnding: (change: Change) => boolean): void {
    for (const change of changes) if (isEnding(change)) change.cancel();
    changes = changes.filter((change) => !isEnding(change));
  }
  function change(level: Level | undefined, ttlMs: number): void {
    const endMs = clock.monotonicMs() + ttlMs;
    endChanges((other) => other.endMs <= endMs); // they would end unseen
    const expiresAt = new Date(clock.now().getTime() + ttlMs).toISOString();
    const cancel = clock.schedule(ttlMs, () => {
      endChanges((other) => other.endMs <= endMs);
      onExpired();
    });
    changes = [...changes, { level, expiresAt, endMs, cancel }];
  }
  return {
    level: () => (changes.length === 0 ? staying : changes.at(-1)?.level),
    expiresAt: () => changes.at(-1)?.expiresAt,
    set: (level, ttlMs) => {
      if (ttlMs !== undefined) {
        assertTtl(ttlMs);
        change(level, ttlMs);
        return;
      }
      endChanges(() => true);
      staying = level;
    },
  };
}

function assertTtl(ttlMs: number): void {
  if (ttlMs >= 1 && ttlMs <= MAX_TTL_MS) return;
  throw new RangeError(`Cannot change a level for ${ttlMs} ms: expected 1 to ${MAX_TTL_MS}`);
}
