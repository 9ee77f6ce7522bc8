import type { LiveSettings } from '../config/live-settings.ts';
import type { Invocation } from '../config/read-invocation.ts';
import type { ServerDeclarations } from '../config/settings.ts';
import type { LifecycleControl } from '../lifecycle/create-lifecycle.ts';
import type { ReadinessControl } from '../lifecycle/create-readiness.ts';
import type { Listen } from '../lifecycle/listen/listen.ts';
import type { ServiceManager } from '../lifecycle/systemd/create-service-manager.ts';
import type { FlightRecorder } from '../management/flight/create-recorder.ts';
import type { FlightMemory } from '../management/flight/flight-memory.ts';
import type { LineSink } from '../telemetry/log/line-sink.ts';
import type { LineStyle } from '../telemetry/log/line-style.ts';
import type { Loggers } from '../telemetry/log/loggers.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';
import type { ExportsLink } from '../telemetry/otlp/exports-link.ts';
import type { Beat } from '../world/beat.ts';
import type { TextSink } from '../world/world.ts';
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
  extends
    StopControl,
    Pick<Invocation<ServerDeclarations>, 'settings' | 'sources' | 'texts' | 'warnings'> {
  readonly program: Program;
  readonly declared: ServerDeclarations;
  /** Opens the server's socket in place of the program. */
  readonly listen?: Listen;
  /** Takes the log in place of stdout. */
  readonly output?: TextSink;
  /** Memory that the flight recorder of this thread uses, if another thread has created it. */
  readonly flight?: FlightMemory;
  /** Set if there are several serving threads. */
  readonly thread?: ThreadPlace;
}

/** This thread among those that serve. */
export interface ThreadPlace {
  /** From 1; 0 for the main thread, which serves nothing. */
  readonly index: number;
  /** Number of serving threads. */
  readonly count: number;
  /** What the program's `once` returned. */
  readonly shared: unknown;
  /** That of the main thread. */
  readonly instanceId: string;
}

/** Objects that live as long as the server. */
export interface Parts {
  readonly liveSettings: LiveSettings<ServerDeclarations>;
  readonly sink: LineSink;
  readonly lineStyle: LineStyle;
  readonly loggers: Loggers;
  readonly metrics: Metrics;
  readonly lifecycle: LifecycleControl;
  readonly readiness: ReadinessControl;
  /** Aborts after an uncaught error. */
  readonly crashed: AbortSignal;
  /** Handles an error like an uncaught one. */
  readonly crash: (error: unknown) => void;
  /** Makes the exit status that of an uncaught error, for one which another thread has logged. */
  readonly fail: (error: unknown) => void;
  readonly manager: ServiceManager;
  readonly beat: Beat;
  /** `service.instance.id` of the process in what it exports. */
  readonly instanceId: string;
  /** The export of metrics and log lines; undefined if the settings ask for neither. */
  readonly exports: ExportsLink | undefined;
  readonly flight: FlightRecorder;
}
