/** How often the main thread beats; a stall is seen this much late at most. */
const INTERVAL_MS = 100;

/** Memory that both threads see. */
export interface Pulse {
  readonly buffer: SharedArrayBuffer;
}

/** Makes the memory for one heartbeat. */
export function createPulse(): Pulse {
  return { buffer: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT) };
}

/** Beats as long as the event loop of this thread turns. Does not keep the process alive. */
export function beat({ buffer }: Pulse): Disposable {
  const count = new Int32Array(buffer);
  // Its name is what the stack of an idle thread shows.
  function heartbeat(): void {
    Atomics.add(count, 0, 1);
  }
  const timer = setInterval(heartbeat, INTERVAL_MS).unref();
  return {
    [Symbol.dispose]: () => {
      clearInterval(timer);
    },
  };
}

/** Watches the heartbeat of another thread. */
export interface PulseWatch {
  /** Milliseconds since the last beat was seen, exact to twice the interval of 100 ms. */
  readonly ageMs: () => number;
}

/** Looks for beats as long as the event loop of this thread turns. */
export function watchPulse({ buffer }: Pulse, monotonicMs: () => number): PulseWatch {
  const count = new Int32Array(buffer);
  let [seen, seenMs] = [Atomics.load(count, 0), monotonicMs()];
  const look = (): void => {
    const now = Atomics.load(count, 0);
    if (now !== seen) [seen, seenMs] = [now, monotonicMs()];
  };
  setInterval(look, INTERVAL_MS).unref();
  return {
    ageMs: () => {
      look();
      return monotonicMs() - seenMs;
    },
  };
}
