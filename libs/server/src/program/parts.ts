import type { LiveSettings } from '../config/live-settings.ts';
import type { Invocation } from '../config/read-invocation.ts';
import type { ServerDeclarations } from '../config/settings.ts';
import type { LifecycleControl } from '../lifecycle/create-lifecycle.ts';
import type { ReadinessControl } from '../lifecycle/create-readiness.ts';
import type { ServiceManager } from '../lifecycle/systemd/create-service-manager.ts';
import type { LineSink } from '../telemetry/log/line-sink.ts';
import type { Loggers } from '../telemetry/log/loggers.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';
import type { Beat } from '../world/beat.ts';
import type { Program } from './program.ts';

/** Ways to stop a server. */
export interface StopControl {
  /** Aborts when the server must stop; its reason is the signal's name. */
  readonly stop: AbortSignal;
  /** Stops the server as a signal would. */
  readonly requestStop: (reason: string) => void;
}

/** Input of `serve`: the program, and its settings, which were read once. */
export interface ServeOptions
  extends StopControl, Pick<Invocation<ServerDeclarations>, 'settings' | 'sources' | 'warnings'> {
  readonly program: Program;
  readonly declared: ServerDeclarations;
}

/** Objects that live as long as the server. */
export interface Parts {
  readonly liveSettings: LiveSettings<ServerDeclarations>;
  readonly sink: LineSink;
  readonly loggers: Loggers;
  readonly metrics: Metrics;
  readonly lifecycle: LifecycleControl;
  readonly readiness: ReadinessControl;
  /** Aborts after an uncaught error. */
  readonly crashed: AbortSignal;
  /** Handles an error like an uncaught one. */
  readonly crash: (error: unknown) => void;
  readonly manager: ServiceManager;
  readonly beat: Beat;
}
