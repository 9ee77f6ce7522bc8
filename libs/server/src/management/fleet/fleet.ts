import type { FleetMemory } from '../../lifecycle/threads/fleet-memory.ts';
import type { FamilySnapshot } from '../../telemetry/metrics/metrics.ts';
import type { MainOperations } from '../admin/operations/create-operations.ts';
import type { LineOutlet } from '../admin/operations/logs.ts';
import type { Remote } from '../bridge/remote.ts';

/** A serving thread as operators see it. */
export interface ServingThread {
  /** From 1; its replacement has the same. */
  readonly index: number;
  /** Node's id of the thread, which changes with each replacement. */
  readonly threadId: number;
  /** The operations of the thread; one that is stuck or has ended rejects with an `UnresponsiveError`. */
  readonly operations: Remote<MainOperations>;
}

/** The serving threads of the process, in the main thread. */
export interface Fleet {
  /** Number of threads that SERVING_THREADS asks for. */
  readonly count: number;
  /** The threads that serve now, in order of their index. */
  readonly threads: () => readonly ServingThread[];
  /** State of each thread, which the management thread can read too. */
  readonly memory: FleetMemory;
  /** Gives each thread that starts from now on an outlet for its lines, from its first; returns what ends that. */
  readonly tapStarts: (open: (index: number) => LineOutlet) => () => void;
  /** Calls back about once a second. */
  readonly onSecond: (listener: () => void) => void;
  /** Calls back when a thread has ended, with the last metrics it sent; undefined if it sent none. */
  readonly onEnded: (
    listener: (index: number, metrics: readonly FamilySnapshot[] | undefined) => void,
  ) => void;
}
