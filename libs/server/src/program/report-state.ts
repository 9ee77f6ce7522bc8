import type { Acceptor } from '../lifecycle/listen/listen.ts';
import { reportService } from '../lifecycle/systemd/report-service.ts';
import type { World } from '../world/world.ts';
import type { Parts } from './parts.ts';

/** What serves: one thread, or several. */
export interface Serving {
  readonly acceptors: readonly Acceptor[];
  /** Returns the number of requests under way. */
  readonly inFlight: () => number;
}

/** Starts to report the state of the server to the service manager. */
export function reportState(
  { monotonicMs }: Pick<World, 'monotonicMs'>,
  { acceptors, inFlight }: Serving,
  { liveSettings, lifecycle, readiness, manager, beat }: Parts,
): void {
  const addresses = acceptors.map(({ address }) => address);
  reportService({
    monotonicMs,
    notify: manager.notify,
    lifecycle,
    onBeat: beat.onBeat,
    drainTimeoutMs: liveSettings.current.drainTimeoutMs,
    state: () => ({
      phase: lifecycle.phase(),
      readiness: readiness.state(),
      addresses,
      inFlight: inFlight(),
    }),
  });
}
