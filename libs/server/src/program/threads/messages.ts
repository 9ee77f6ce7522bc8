import type { MessagePort } from 'node:worker_threads';
import type { Socket } from 'node:net';
import type { Level } from '../../config/declared/log.ts';
import type { SettingChanges } from '../../config/live-settings.ts';
import type { SettingSource } from '../../config/reading.ts';
import type { ReadinessState } from '../../lifecycle/create-readiness.ts';
import type { Phase } from '../../lifecycle/lifecycle.ts';
import type { FleetMemory } from '../../lifecycle/threads/fleet-memory.ts';
import type { FlightMemory } from '../../management/flight/flight-memory.ts';
import type { LineStyle } from '../../telemetry/log/line-style.ts';
import type { LineOutlet } from '../../management/admin/operations/logs.ts';
import type { FamilySnapshot } from '../../telemetry/metrics/metrics.ts';
import type { LineBatch } from '../../telemetry/otlp/start-log-export.ts';
import type { FaultCode } from '../../world/faults/fault.ts';

/** Levels of loggers that differ from those at the start, by name; the root is ROOT. */
export type LevelChanges = Readonly<Record<string, Level | null>>;

/** Input of a serving thread; copied, except for the memory and the ports. */
export interface ServingInput {
  /** From 1. */
  readonly index: number;
  /** Number of serving threads, which the limits of the process are divided by. */
  readonly count: number;
  /** The texts of all settings that were set, by name: values of an app may be such that cannot be copied. */
  readonly texts: Readonly<Record<string, string>>;
  readonly sources: Readonly<Record<string, SettingSource>>;
  /** What has changed since the start of the process. */
  readonly changes: SettingChanges;
  readonly levels: LevelChanges;
  readonly lineStyle: LineStyle;
  readonly memory: FleetMemory;
  /** Memory of the thread's flight recorder, which its replacement uses too. */
  readonly flight: FlightMemory;
  /** Port on which the thread offers its operations. */
  readonly operations: MessagePort;
  /** Where the lines of this thread go in addition to the log. */
  readonly outlets: readonly LineOutlet[];
  /** What the program's hook `once` returned. */
  readonly shared: unknown;
  /** `service.instance.id` of the process. */
  readonly instanceId: string;
}

/** The server is not ready from now on, and keeps serving. */
export interface DrainOrder {
  readonly kind: 'drain';
  readonly closesAfterAnswers: boolean;
}

/** A message from the main thread to a serving thread. */
export type ThreadOrder =
  | { readonly kind: 'connection'; readonly socket: Socket }
  | { readonly kind: 'settings'; readonly changes: SettingChanges }
  | { readonly kind: 'levels'; readonly levels: LevelChanges }
  | DrainOrder
  /** No connection follows: end each one after its request, run the hooks, and exit. */
  | { readonly kind: 'stop'; readonly graceMs: number; readonly drainMs: number }
  /** The system has accepted the latest piece of the log, or has lost it. */
  | { readonly kind: 'written'; readonly isLost: boolean }
  /** The export of the latest batch of log lines has ended. */
  | { readonly kind: 'exported' };

/** State of a serving thread, as plain values. */
export interface ThreadStanding {
  readonly phase: Phase;
  readonly readiness: ReadinessState;
}

/** A message from a serving thread to the main thread. */
export type ThreadReport =
  /** The app is assembled. */
  | { readonly kind: 'started' }
  /** Connections can be handed on: at once after the start of the process, later once the required checks pass. */
  | { readonly kind: 'serving' }
  | { readonly kind: 'standing'; readonly standing: ThreadStanding }
  /** The start failed for a reason that its sentence states. */
  | {
      readonly kind: 'fault';
      readonly code: FaultCode;
      readonly facts: unknown;
      readonly exitCode: number;
    }
  /** The start failed by a defect, or an error was not caught; the thread ends itself. */
  | { readonly kind: 'failed'; readonly stack: string }
  /** A logger was created. */
  | { readonly kind: 'logger'; readonly name: string }
  /** Finished lines of the log, in one piece; the next piece follows the answer `written`. */
  | { readonly kind: 'lines'; readonly bytes: Uint8Array }
  /** A batch of log lines to export; the next batch follows the answer `exported`. */
  | { readonly kind: 'export'; readonly batch: LineBatch }
  | { readonly kind: 'drained'; readonly cutCount: number; readonly missedCount: number }
  /** The last metrics, at the exit. */
  | { readonly kind: 'metrics'; readonly metrics: readonly FamilySnapshot[] };
