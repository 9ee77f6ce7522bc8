/**
 * State of a serving thread: `absent` before its first start and after its end, `checking` while a replacement has
 * started and its required checks have not passed yet.
 */
export type ThreadState = 'absent' | 'starting' | 'checking' | 'serving' | 'draining';

const STATES: readonly ThreadState[] = ['absent', 'starting', 'checking', 'serving', 'draining'];

/** Bytes of one thread: a cache line, so that no thread slows down another by writing to its own. */
const SLOT_BYTES = 64;
/** Places of the 32-bit numbers of a slot, after the 8 bytes of the beat. */
const FIELDS = { state: 2, open: 3, received: 4, inFlight: 5, generation: 6 } as const;

/** Memory that all threads of the process share: a slot for each serving thread. It can be sent to a thread. */
export interface FleetMemory {
  readonly buffer: SharedArrayBuffer;
}

/** The slot of one serving thread, which survives the thread: its replacement uses the same. */
export interface ThreadSlot {
  readonly state: () => ThreadState;
  readonly setState: (state: ThreadState) => void;
  /** Time of the last beat, in milliseconds of the monotonic clock. */
  readonly lastBeatMs: () => number;
  readonly beat: (nowMs: number) => void;
  /** Number of connections that were handed to the thread and are not closed. */
  readonly open: () => number;
  readonly addOpen: (difference: 1 | -1) => void;
  /** Number of connections that the thread has taken up so far; wraps around at 2^32. */
  readonly received: () => number;
  readonly addReceived: () => void;
  /** Number of requests in progress at the last beat. */
  readonly inFlight: () => number;
  readonly setInFlight: (count: number) => void;
  /** Number of times that the thread was replaced. */
  readonly generation: () => number;
  readonly addGeneration: () => void;
  /** Prepares the slot for the next thread, which is `starting`. */
  readonly reset: (nowMs: number) => void;
  /** Empties the slot of a thread that has ended: it is `absent`. */
  readonly vacate: () => void;
}

/** Creates the memory for a number of threads, all `absent`. */
export function createFleetMemory(count: number): FleetMemory {
  return { buffer: new SharedArrayBuffer(count * SLOT_BYTES) };
}

/** Returns the number of threads that the memory is for. */
export function countSlots({ buffer }: FleetMemory): number {
  return buffer.byteLength / SLOT_BYTES;
}

/** Opens the slot of a thread; @param index From 1. */
export function openSlot({ buffer }: FleetMemory, index: number): ThreadSlot {
  const offset = (index - 1) * SLOT_BYTES;
  const beats = new BigInt64Array(buffer, offset, 1);
  const fields = new Int32Array(buffer, offset, SLOT_BYTES / Int32Array.BYTES_PER_ELEMENT);
  const load = (name: keyof typeof FIELDS): number => Atomics.load(fields, FIELDS[name]);
  const store = (name: keyof typeof FIELDS, value: number): void =>
    void Atomics.store(fields, FIELDS[name], value);
  const beat = (nowMs: number): void =>
    void Atomics.store(beats, 0, BigInt(Math.round(nowMs * 1_000)));
  const clear = (state: ThreadState): void => {
    for (const name of ['open', 'received', 'inFlight'] as const) store(name, 0);
    store('state', STATES.indexOf(state));
  };
  return {
    state: () => STATES[load('state')] ?? 'absent',
    setState: (state) => {
      store('state', STATES.indexOf(state));
    },
    lastBeatMs: () => Number(Atomics.load(beats, 0)) / 1_000,
    beat,
    open: () => load('open'),
    addOpen: (difference) => void Atomics.add(fields, FIELDS.open, difference),
    received: () => load('received'),
    addReceived: () => void Atomics.add(fields, FIELDS.received, 1),
    inFlight: () => load('inFlight'),
    setInFlight: (count) => {
      store('inFlight', count);
    },
    generation: () => load('generation'),
    addGeneration: () => void Atomics.add(fields, FIELDS.generation, 1),
    reset: (nowMs) => {
      clear('starting');
      beat(nowMs);
    },
    vacate: () => {
      clear('absent');
    },
  };
}
