import type { LifecycleControl } from '../../../lifecycle/create-lifecycle.ts';
import type { ReadinessControl } from '../../../lifecycle/create-readiness.ts';
import { OperationError } from '../../bridge/operation-error.ts';
import type { Settings } from '../../../config/settings.ts';
import type { World } from '../../../world/world.ts';

/** The response to a shutdown has to be sent before the listener closes. */
const SHUTDOWN_DELAY_MS = 100;

export interface LifecycleHandles {
  readonly lifecycle: LifecycleControl;
  readonly readiness: Pick<ReadinessControl, 'holdBack'>;
  /** Numbers of requests in progress and of connections. */
  readonly limits: {
    readonly inFlight: { readonly size: number };
    readonly sockets: { readonly connections: { readonly size: number } };
  };
  /** Hands over to a new process; undefined unless SEAMLESS_RESTART is set. */
  readonly restart?: (() => Promise<Restarted>) | undefined;
  /** Shuts the server down like a signal. */
  readonly requestStop: (reason: string) => void;
  readonly schedule: World['schedule'];
  readonly now: World['now'];
  readonly liveSettings: { readonly current: Pick<Settings, 'drainTimeoutMs'> };
}

/** The process that serves from now on. */
export interface Restarted {
  readonly message: string;
  readonly pid: number;
}

/** Creates the operations that drain, undrain, reload, restart and shut down the server. */
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
        throw new OperationError(409, 'The server is shutting down; this cannot be undone');
      isDraining = false;
      return state();
    },
    reload: () => lifecycle.reload(),
    restart: async () => {
      if (handles.restart !== undefined) return handles.restart();
      throw new OperationError(409, 'Set SEAMLESS_RESTART=true to allow a restart');
    },
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
