import type { World } from '../world/world.ts';

/** Longest duration of a temporary change, in milliseconds: one day. */
export const MAX_TTL_MS = 86_400_000;

export type Clock = Pick<World, 'now' | 'monotonicMs' | 'schedule'>;

/** A value that can be changed permanently, and temporarily on top of that. */
export interface TimedValue<Value> {
  /** Returns the value that applies now; undefined if none was set. */
  readonly value: () => Value | undefined;
  /** Returns when that value ends, in RFC 3339; undefined if it does not end. */
  readonly expiresAt: () => string | undefined;
  /**
   * Sets a value. A permanent one replaces all earlier ones; a temporary one hides the earlier ones,
   * which return when it ends unless they have ended themselves.
   *
   * @param ttlMs Milliseconds from 1 to MAX_TTL_MS; undefined for a permanent value.
   * @throws {RangeError} if `ttlMs` is out of range.
   */
  readonly set: (value: Value | undefined, ttlMs: number | undefined) => void;
}

interface Change<Value> {
  readonly value: Value | undefined;
  readonly expiresAt: string;
  readonly endMs: number;
  readonly cancel: () => void;
}

/**
 * Creates a value that is not set.
 *
 * @param onExpired Called when a temporary change has ended.
 */
export function createTimedValue<Value>(clock: Clock, onExpired: () => void): TimedValue<Value> {
  let permanent: Value | undefined;
  let changes: readonly Change<Value>[] = []; // each ends before the ones below it
  function endChanges(isEnding: (change: Change<Value>) => boolean): void {
    for (const change of changes) if (isEnding(change)) change.cancel();
    changes = changes.filter((change) => !isEnding(change));
  }
  function change(value: Value | undefined, ttlMs: number): void {
    const endMs = clock.monotonicMs() + ttlMs;
    endChanges((other) => other.endMs <= endMs); // they would end while hidden
    const expiresAt = new Date(clock.now().getTime() + ttlMs).toISOString();
    const cancel = clock.schedule(ttlMs, () => {
      endChanges((other) => other.endMs <= endMs);
      onExpired();
    });
    changes = [...changes, { value, expiresAt, endMs, cancel }];
  }
  return {
    value: () => (changes.length === 0 ? permanent : changes.at(-1)?.value),
    expiresAt: () => changes.at(-1)?.expiresAt,
    set: (value, ttlMs) => {
      if (ttlMs !== undefined) {
        assertTtl(ttlMs);
        change(value, ttlMs);
        return;
      }
      endChanges(() => true);
      permanent = value;
    },
  };
}

function assertTtl(ttlMs: number): void {
  if (ttlMs >= 1 && ttlMs <= MAX_TTL_MS) return;
  throw new RangeError(`Cannot keep a change for ${ttlMs} ms: expected 1 to ${MAX_TTL_MS}`);
}
