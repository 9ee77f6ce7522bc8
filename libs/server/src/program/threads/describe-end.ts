import type { Drained } from '../../lifecycle/drain.ts';
import type { FamilySnapshot } from '../../telemetry/metrics/metrics.ts';
import { errnoOf, Fault } from '../../world/faults/fault.ts';
import type { ThreadReport, ThreadStanding } from './messages.ts';

/** Why a thread ended. */
export type EndReason =
  'ordered' | 'uncaught error' | 'out of memory' | 'stuck' | 'process.exit()' | 'start failed';

/** The end of a thread. */
export interface ThreadEnd {
  readonly reason: EndReason;
  /** What ended it; undefined if it ended without an error. */
  readonly error: Error | undefined;
  readonly exitCode: number;
  /** Undefined unless it ended in order. */
  readonly drained: Drained | undefined;
  /** The last metrics it sent, if it sent any. */
  readonly metrics: readonly FamilySnapshot[] | undefined;
}

/** What a thread has reported so far. */
export interface Seen {
  hasStarted?: true;
  standing?: ThreadStanding;
  drained?: Drained;
  metrics?: readonly FamilySnapshot[];
  error?: unknown;
  /** Why the main thread ended it. */
  reason?: EndReason;
}

type FailureReport = Extract<ThreadReport, { readonly kind: 'fault' | 'failed' }>;

/** Creates the error again that ended the thread: a copied one loses its class. */
export function errorOf(report: FailureReport): Error {
  if (report.kind === 'fault') {
    const fault = new Fault(report.code, report.facts as never); // as the thread created it
    return Object.defineProperty(fault, 'exitCode', { value: report.exitCode });
  }
  const error = new Error(report.stack.split('\n', 1)[0]);
  error.stack = report.stack;
  return error;
}

/** Describes the end of a thread by what it reported, and by its exit status. */
export function describeEnd(seen: Seen, exitCode: number): ThreadEnd {
  const { drained, metrics } = seen;
  const error = seen.error instanceof Error ? seen.error : undefined;
  return { reason: seen.reason ?? findReason(seen), error, exitCode, drained, metrics };
}

function findReason({ error, hasStarted, drained }: Seen): EndReason {
  if (errnoOf(error) === 'ERR_WORKER_OUT_OF_MEMORY') return 'out of memory';
  if (hasStarted === undefined) return 'start failed';
  if (error !== undefined) return 'uncaught error';
  return drained === undefined ? 'process.exit()' : 'ordered';
}
