import type { OpsView, ThreadHealth } from './ops-view.ts';

/** Statuses of draft-inadarei-api-health-check-06, which has expired but has no successor. */
export type Status = 'pass' | 'warn' | 'fail';

/** The result of one check. */
export interface Finding {
  readonly name: string;
  readonly status: Status;
}

/** Returns whether a serving thread runs, and its event loop turns. */
export function isAnswering(
  { state, beatAgeMs }: ThreadHealth,
  { livenessStallMs }: Pick<OpsView, 'livenessStallMs'>,
): boolean {
  return (state === 'serving' || state === 'draining') && beatAgeMs < livenessStallMs;
}

/** The serving threads of a server that has several. */
export interface ThreadCount {
  readonly answering: number;
  readonly total: number;
}

/** Counts the serving threads and those that answer; undefined if the main thread serves. */
export function countThreads(view: OpsView): ThreadCount | undefined {
  const threads = view.threads?.();
  if (threads === undefined) return undefined;
  const answering = threads.filter((thread) => isAnswering(thread, view)).length;
  return { answering, total: threads.length };
}

/**
 * Returns whether the event loop turns, and if there are several serving threads, whether any of them answers.
 * Ignores dependencies and draining, because a restart would fix neither.
 */
export function findLiveness(view: OpsView): readonly Finding[] {
  const { heartbeatAgeMs, livenessStallMs } = view;
  const isStuck = heartbeatAgeMs() >= livenessStallMs;
  const threads = countThreads(view);
  return [
    { name: 'event-loop', status: isStuck ? 'fail' : 'pass' },
    ...(threads === undefined ? [] : [findThreads(threads, view)]),
  ];
}

/** Threads that do not answer are replaced, so one of them only warns; they start later and end earlier than the server. */
function findThreads({ answering, total }: ThreadCount, { standing }: OpsView): Finding {
  const { phase } = standing();
  const isExpected = phase === 'ready' || phase === 'draining';
  const status = !isExpected || answering === total ? 'pass' : answering > 0 ? 'warn' : 'fail';
  return { name: 'serving-threads', status };
}

/** Returns whether the server can accept traffic: started, not draining, not shedding, not stuck, all checks passing. */
export function findReadiness(view: OpsView): readonly Finding[] {
  const { phase, readiness } = view.standing();
  return [
    { name: 'phase', status: phase === 'ready' ? 'pass' : 'fail' },
    ...findLiveness(view),
    ...readiness.heldBackBy.map((name) => ({ name, status: 'fail' as const })),
    ...readiness.checks.map(({ name, status, isRequired }) => ({
      name,
      status: status === 'pass' ? status : isRequired ? ('fail' as const) : ('warn' as const),
    })),
  ];
}

/** Returns whether the server was ever ready. */
export function findStartup({ standing }: OpsView): readonly Finding[] {
  return [{ name: 'started', status: standing().hasStarted ? 'pass' : 'fail' }];
}
