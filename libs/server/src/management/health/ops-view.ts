import type { ReadinessState } from '../../lifecycle/create-readiness.ts';
import type { ThreadState } from '../../lifecycle/threads/fleet-memory.ts';
import type { Phase } from '../../lifecycle/lifecycle.ts';
import type { FamilySnapshot } from '../../telemetry/metrics/metrics.ts';

/** State of the server as last sent by the main thread. */
export interface Standing {
  readonly phase: Phase;
  /** Whether the server was ever ready. */
  readonly hasStarted: boolean;
  readonly readiness: ReadinessState;
}

/** A serving thread as health sees it, even while it or the main thread is stuck. */
export interface ThreadHealth {
  /** From 1. */
  readonly index: number;
  readonly state: ThreadState;
  /** Milliseconds since the last beat of its event loop. */
  readonly beatAgeMs: number;
  /** Number of times that the thread was replaced. */
  readonly replacements: number;
}

/** The ops listener's view of the server; only the metrics need the main thread. */
export interface OpsView {
  readonly standing: () => Standing;
  /** Milliseconds since the last beat of the main thread. */
  readonly heartbeatAgeMs: () => number;
  /** Milliseconds without a beat after which the main thread counts as stuck. */
  readonly livenessStallMs: number;
  /** The serving threads; undefined if the main thread serves. */
  readonly threads?: (() => readonly ThreadHealth[]) | undefined;
  /** Returns the main thread's metrics, or the last known ones if it does not answer. */
  readonly metrics: () => Promise<readonly FamilySnapshot[]>;
}
