import type { OpsView } from './ops-view.ts';

/** Statuses of draft-inadarei-api-health-check-06, which has expired but has no successor. */
export type Status = 'pass' | 'warn' | 'fail';

/** The result of one check. */
export interface Finding {
  readonly name: string;
  readonly status: Status;
}

/**
 * Returns whether the event loop turns. Ignores dependencies and draining, because a restart would fix
 * neither.
 */
export function findLiveness({ heartbeatAgeMs, livenessStallMs }: OpsView): readonly Finding[] {
  const isStuck = heartbeatAgeMs() >= livenessStallMs;
  return [{ name: 'event-loop', status: isStuck ? 'fail' : 'pass' }];
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
