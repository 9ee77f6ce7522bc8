import type { CounterSeries, Family, Metrics } from '../../telemetry/metrics/metrics.ts';
import { Fault } from '../../world/faults/fault.ts';
import type { World } from '../../world/world.ts';
import type { Parts } from '../parts.ts';
import type { FleetOptions } from './create-fleet.ts';
import type { EndReason } from './describe-end.ts';
import { keepRecent, planReplacement } from './plan-replacement.ts';

/** Ends that an error in a process with one thread would have been the end of. */
const FAILURES: readonly EndReason[] = ['uncaught error', 'out of memory'];

/** Declares the counter of the threads that ended without an order. */
export function countEnds(metrics: Pick<Metrics, 'counter'>): Family<CounterSeries> {
  return metrics.counter({
    name: 'serving_threads.ends',
    unit: '{thread}',
    description: 'Serving threads that ended without an order, by reason.',
  });
}

/**
 * Returns what logs and counts the end of a thread, and replaces it after a delay that grows with the number of
 * recent ends, until the connections are closed. A failure after the request to stop is one of the process, as
 * with one thread: the replacement does not live to make up for it.
 */
export function createReplacer(
  { monotonicMs, schedule }: Pick<World, 'monotonicMs' | 'schedule'>,
  { loggers: { root: log }, lifecycle, metrics, crash, fail }: Parts,
  restart: (index: number) => void,
): FleetOptions['onDeath'] {
  let recentMs: readonly number[] = [];
  const ends = countEnds(metrics);
  return (thread, { reason, error, exitCode, drained }) => {
    ends({ reason }).add(1);
    const phase = lifecycle.phase();
    const cutConnections = drained?.cutCount;
    const facts = { thread, reason, exitCode, cutConnections, ...describe(error) };
    if (FAILURES.includes(reason) && (phase === 'draining' || phase === 'stopping')) fail(error);
    if (phase === 'stopping') {
      log.error(facts, 'serving thread ended');
      return;
    }
    recentMs = keepRecent([...recentMs, monotonicMs()], monotonicMs());
    const delayMs = planReplacement(recentMs.length);
    if (delayMs === undefined) {
      log.error(facts, 'serving thread ended');
      crash(new Error('Too many serving threads have ended'));
      return;
    }
    log.error({ ...facts, delayMs }, 'serving thread ended, replacing it');
    schedule(delayMs, () => {
      restart(thread);
    });
  };
}

/** Describes a Fault by its sentence, and a defect by its stack. */
function describe(error: Error | undefined): object {
  if (error === undefined) return {};
  return error instanceof Fault ? { cause: error.message } : { err: error };
}
