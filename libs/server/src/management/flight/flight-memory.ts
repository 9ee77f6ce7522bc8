import { BUCKETS } from './duration-buckets.ts';
import { GAUGES } from './series-names.ts';

/** Seconds that are kept: 15 minutes. */
export const KEPT_SECONDS = 900;

/**
 * The figures of one second. `second` is its number on the recorder's clock, 0 if there is none; NaN stands for a
 * figure that is not known.
 */
export const FIELDS = ['second', 'requests', 'errors', ...GAUGES] as const;
export type Field = (typeof FIELDS)[number];

const WIDTH = FIELDS.length;
/** Place of the flag that says whether the thread is active, as a 32-bit number, and of the other, as a 64-bit one. */
const ACTIVE = 2;
/** Place of the difference in seconds between the recorder's clock and Unix time. */
const SHIFT = 0;
const HEADER_BYTES = 64;
const FIGURES_BYTES = KEPT_SECONDS * WIDTH * Float64Array.BYTES_PER_ELEMENT;
/** Most that a bucket counts in a second. */
const MAX_COUNT = 0xff_ff;

/**
 * Memory that a thread records in and every thread can read, even while the thread is stuck: 376 kB of addresses.
 * The kernel gives a page of it when it is first written to, so a program that serves nothing uses none.
 */
export interface FlightMemory {
  readonly buffer: SharedArrayBuffer;
}

export function createFlightMemory(): FlightMemory {
  const countBytes = KEPT_SECONDS * BUCKETS * Uint16Array.BYTES_PER_ELEMENT;
  return { buffer: new SharedArrayBuffer(HEADER_BYTES + FIGURES_BYTES + countBytes) };
}

/** Says whether a thread is active. A thread that watches it sleeps without a timer while it is not. */
export interface FlightActivity {
  readonly isActive: () => boolean;
  /** Wakes those that wait for it. */
  readonly setActive: (isActive: boolean) => void;
  /** Resolves when the thread is active; at once if it is. */
  readonly active: () => Promise<unknown>;
}

export function openActivity({ buffer }: FlightMemory): FlightActivity {
  const flags = new Int32Array(buffer, 0, ACTIVE + 1);
  return {
    isActive: () => Atomics.load(flags, ACTIVE) === 1,
    setActive: (isActive) => {
      Atomics.store(flags, ACTIVE, isActive ? 1 : 0);
      if (isActive) Atomics.notify(flags, ACTIVE);
    },
    active: async () => Atomics.waitAsync(flags, ACTIVE, 0).value,
  };
}

/** The seconds of one thread: a ring in which a second's place follows from its number. */
export interface FlightSeconds {
  /** Difference between Unix time and the recorder's clock, in seconds. */
  readonly shift: () => number;
  readonly setShift: (seconds: number) => void;
  /** Returns the place of a second, emptied if it still has an older one. */
  readonly open: (second: number) => number;
  /** Returns the place of a second that was recorded; undefined if it was not, or is no longer kept. */
  readonly find: (second: number) => number | undefined;
  readonly read: (place: number, field: Field) => number;
  readonly write: (place: number, field: Field, value: number) => void;
  /** Counts a request. */
  readonly count: (place: number, bucket: number, isError: boolean) => void;
  /** Returns how many requests took how long: see `bucketOf`. */
  readonly countsOf: (place: number) => Uint16Array;
  /** Numbers of all seconds that are kept, in no order. */
  readonly seconds: () => readonly number[];
}

const AT = Object.fromEntries(FIELDS.map((name, at) => [name, at])) as Record<Field, number>;

export function openFlightMemory({ buffer }: FlightMemory): FlightSeconds {
  const header = new Float64Array(buffer, 0, 1);
  const figures = new Float64Array(buffer, HEADER_BYTES, KEPT_SECONDS * WIDTH);
  const counts = new Uint16Array(buffer, HEADER_BYTES + FIGURES_BYTES, KEPT_SECONDS * BUCKETS);
  const countsOf = (place: number): Uint16Array =>
    counts.subarray(place * BUCKETS, (place + 1) * BUCKETS);
  function empty(place: number, second: number): void {
    const start = place * WIDTH;
    if ((figures[start + AT.requests] ?? 0) > 0) countsOf(place).fill(0);
    figures.fill(NaN, start + AT.requestsUnderWay, start + WIDTH);
    figures.fill(0, start + AT.requests, start + AT.requestsUnderWay);
    figures[start] = second;
  }
  return {
    shift: () => header[SHIFT] ?? 0,
    setShift: (seconds) => void (header[SHIFT] = seconds),
    open: (second) => {
      const place = second % KEPT_SECONDS;
      if (figures[place * WIDTH] !== second) empty(place, second);
      return place;
    },
    find: (second) => {
      const place = second % KEPT_SECONDS;
      return figures[place * WIDTH] === second ? place : undefined;
    },
    read: (place, field) => figures[place * WIDTH + AT[field]] ?? NaN,
    write: (place, field, value) => void (figures[place * WIDTH + AT[field]] = value),
    count: (place, bucket, isError) => {
      const start = place * WIDTH;
      figures[start + AT.requests] = (figures[start + AT.requests] ?? 0) + 1;
      if (isError) figures[start + AT.errors] = (figures[start + AT.errors] ?? 0) + 1;
      const at = place * BUCKETS + bucket;
      const before = counts[at] ?? 0;
      if (before < MAX_COUNT) counts[at] = before + 1;
    },
    countsOf,
    seconds: () =>
      Array.from({ length: KEPT_SECONDS }, (_, place) => figures[place * WIDTH] ?? 0).filter(
        (second) => second > 0,
      ),
  };
}
