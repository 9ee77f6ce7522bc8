import type { World } from '../world/world.ts';

/** Longest time a change can be asked to last: a day, in milliseconds. */
export const MAX_TTL_MS = 86_400_000;

export type Clock = Pick<World, 'now' | 'monotonicMs' | 'schedule'>;

/** A value asked for: one to stay, and changes on top of it that end by themselves. */
export interface TimedValue<Value> {
  /** What is asked for now; undefined where nothing is. */
  readonly value: () => Value | undefined;
  /** When that ends, in RFC 3339; undefined where it stays. */
  readonly expiresAt: () => string | undefined;
  /**
   * Asks for a value. To stay, it takes the place of everything before; for a time, it hides what was
   * before, which comes back if it has not ended by then.
   *
   * @throws {RangeError} for a `ttlMs` that is not from 1 to MAX_TTL_MS.
   */
  readonly set: (value: Value | undefined, ttlMs: number | undefined) => void;
}

interface Change<Value> {
  readonly value: Value | undefined;
  readonly expiresAt: string;
  readonly endMs: number;
  readonly cancel: () => void;
}

/** @param onExpired Called when a change has ended. */
export function createTimedValue<Value>(clock: Clock, onExpired: () => void): TimedValue<Value> {
  let staying: Value | undefined;
  let changes: readonly Change<Value>[] = []; // each ends before the ones below it
  function endChanges(isEnding: (change: Change<Value>) => boolean): void {
    for (const change of changes) if (isEnding(change)) change.cancel();
    changes = changes.filter((change) => !isEnding(change));
  }
  function change(value: Value | undefined, ttlMs: number): void {
    const endMs = clock.monotonicMs() + ttlMs;
    endChanges((other) => other.endMs <= endMs); // they would end unseen
    const expiresAt = new Date(clock.now().getTime() + ttlMs).toISOString();
    const cancel = clock.schedule(ttlMs, () => {
      endChanges((other) => other.endMs <= endMs);
      onExpired();
    });
    changes = [...changes, { value, expiresAt, endMs, cancel }];
  }
  return {
    value: () => (changes.length === 0 ? staying : changes.at(-1)?.value),
    expiresAt: () => changes.at(-1)?.expiresAt,
    set: (value, ttlMs) => {
      if (ttlMs !== undefined) {
        assertTtl(ttlMs);
        change(value, ttlMs);
        return;
      }
      endChanges(() => true);
      staying = value;
    },
  };
}

function assertTtl(ttlMs: number): void {
  if (ttlMs >= 1 && ttlMs <= MAX_TTL_MS) return;
  throw new RangeError(`Cannot keep a change for ${ttlMs} ms: expected 1 to ${MAX_TTL_MS}`);
}
