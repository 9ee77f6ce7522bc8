/** Memory that both threads share: the time of the last beat, in microseconds of the monotonic clock. */
export interface Pulse {
  readonly buffer: SharedArrayBuffer;
}

/** Watches the pulse of another thread without a timer: the clock is the same in all threads of a process. */
export interface PulseWatch {
  /** Time of the last beat, in milliseconds of the monotonic clock. */
  readonly lastBeatMs: () => number;
  /** Milliseconds since the last beat; from 0 to one period in a thread whose event loop turns. */
  readonly ageMs: () => number;
}

/** Creates a pulse whose first beat is now. */
export function createPulse(monotonicMs: () => number): Pulse {
  const pulse = { buffer: new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT) };
  recordBeat(pulse, monotonicMs());
  return pulse;
}

/** Records a beat of this thread. */
export function recordBeat({ buffer }: Pulse, nowMs: number): void {
  Atomics.store(new BigInt64Array(buffer), 0, BigInt(Math.round(nowMs * 1_000)));
}

export function watchPulse({ buffer }: Pulse, monotonicMs: () => number): PulseWatch {
  const beats = new BigInt64Array(buffer);
  const lastBeatMs = (): number => Number(Atomics.load(beats, 0)) / 1_000;
  return { lastBeatMs, ageMs: () => Math.max(0, monotonicMs() - lastBeatMs()) };
}
