import type { ReadinessState } from '../../lifecycle/create-readiness.ts';
import type { Phase } from '../../lifecycle/lifecycle.ts';
import type { FamilySnapshot } from '../../telemetry/metrics/metrics.ts';

/** What the main thread last said of itself. */
export interface Standing {
  readonly phase: Phase;
  /** Whether it was ready at least once. */
  readonly hasStarted: boolean;
  readonly readiness: ReadinessState;
}

/** What the ops listener knows of the server; all but the metrics without asking the main thread. */
export interface OpsView {
  readonly standing: () => Standing;
  /** Milliseconds since the main thread's event loop last turned. */
  readonly heartbeatAgeMs: () => number;
  /** From how many of them on the main thread counts as stuck. */
  readonly livenessStallMs: number;
  /** Asks the main thread; the last answer where none comes. */
  readonly metrics: () => Promise<readonly FamilySnapshot[]>;
}
