import type { LifecycleControl } from '../../../lifecycle/create-lifecycle.ts';
import type { ReadinessControl } from '../../../lifecycle/create-readiness.ts';
import { OperationError } from '../../bridge/operation-error.ts';
import type { Settings } from '../../../config/settings.ts';
import type { World } from '../../../world/world.ts';
import type { TrafficSources } from './traffic.ts';

/** The answer to a shutdown has to leave before the listener does. */
const SHUTDOWN_DELAY_MS = 100;

export interface LifecycleHandles {
  readonly lifecycle: LifecycleControl;
  readonly readiness: Pick<ReadinessControl, 'holdBack'>;
  readonly limits: TrafficSources['limits'];
  /** Ends the server as a signal does. */
  readonly requestStop: (reason: string) => void;
  readonly schedule: World['schedule'];
  readonly now: World['now'];
  readonly liveSettings: { readonly current: Pick<Settings, 'drainTimeoutMs'> };
}

/** Takes the server out of its balancer and back, makes it read files again, and ends it. */
export function createLifecycleOperations(handles: LifecycleHandles) {
  const { lifecycle, readiness, limits, requestStop, schedule, now, liveSettings } = handles;
  let isDraining = false;
  readiness.holdBack('drain', () => isDraining);
  const isEnding = (): boolean => ['draining', 'stopping'].includes(lifecycle.phase());
  const state = () => ({
    draining: isDraining || isEnding(),
    inFlight: limits.inFlight.size,
    connections: limits.sockets.connections.size,
  });
  return {
    drain: () => {
      isDraining = true;
      return state();
    },
    undrain: () => {
      if (isEnding())
        throw new OperationError(409, 'The server is shutting down, which nothing takes back');
      isDraining = false;
      return state();
    },
    reload: () => lifecycle.reload(),
    shutDown: () => {
      schedule(SHUTDOWN_DELAY_MS, () => {
        requestStop('admin');
      });
      const { drainTimeoutMs } = liveSettings.current;
      const deadline = new Date(now().getTime() + drainTimeoutMs).toISOString();
      return { message: 'Shutting down', deadline };
    },
  };
}
