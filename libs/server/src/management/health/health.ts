import type { OpsView } from './ops-view.ts';

/** Words of draft-inadarei-api-health-check-06, which has expired and is still the best there is. */
export type Status = 'pass' | 'warn' | 'fail';

/** One thing looked at. */
export interface Finding {
  readonly name: string;
  readonly status: Status;
}

/**
 * Whether the process is worth keeping: its event loop turns. Never what it depends on, and not
 * whether it drains, since a restart would mend neither.
 */
export function findLiveness({ heartbeatAgeMs, livenessStallMs }: OpsView): readonly Finding[] {
  const isStuck = heartbeatAgeMs() >= livenessStallMs;
  return [{ name: 'event-loop', status: isStuck ? 'fail' : 'pass' }];
}

/** Whether the server is to be sent requests: started, not draining, not shedding, not stuck, its checks passing. */
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

/** Whether the server was ready once; from then on for its whole life. */
export function findStartup({ standing }: OpsView): readonly Finding[] {
  return [{ name: 'started', status: standing().hasStarted ? 'pass' : 'fail' }];
}
