import type { MessagePort } from 'node:worker_threads';
import type { FaultCode } from '../world/faults/fault.ts';
import type { ManagementSettings } from '../config/declared/management.ts';
import type { Standing } from './health/ops-view.ts';
import type { FleetMemory } from '../lifecycle/threads/fleet-memory.ts';
import type { FlightMemory } from './flight/flight-memory.ts';
import type { Pulse } from './bridge/heartbeat.ts';
import type { LineStyle } from '../telemetry/log/line-style.ts';
import type { ExportInput } from './bridge/export-thread.ts';
import type { Inherited } from './bridge/inherited.ts';

/** Input of the management thread; copied, except for the port and the pulse. */
export interface ManagementInput {
  readonly program: { readonly name: string; readonly version: string };
  readonly settings: ManagementSettings;
  readonly inherited: Inherited;
  readonly lineStyle: LineStyle;
  /** The standing when the thread was started; changes follow as messages. */
  readonly standing: Standing;
  readonly pulse: Pulse;
  /** State of the serving threads; undefined if the main thread serves. */
  readonly fleet?: FleetMemory | undefined;
  /** What the flight recorder of each thread has recorded. */
  readonly flight: readonly FlightMemory[];
  /** Port to the operations of the main thread. */
  readonly port: MessagePort;
  /** Set if this thread exports metrics or the log. */
  readonly exports?: ExportInput | undefined;
}

/** A listening socket of this process. */
export interface HeldSocket {
  /** One of `DESCRIPTOR_NAMES`. */
  readonly name: string;
  readonly fd: number;
  /** Where clients find a unix socket; its own name may be another. */
  readonly path?: string | undefined;
}

/** A message from the management thread to the main thread. */
export type ManagementReport =
  | { readonly kind: 'listening' }
  /** Answer to `lend`. */
  | { readonly kind: 'sockets'; readonly sockets: readonly HeldSocket[] }
  | { readonly kind: 'fault'; readonly code: FaultCode; readonly facts: unknown }
  /** A finished line of the audit log, or of a stall that the thread could not write itself, newline included. */
  | { readonly kind: 'audit'; readonly line: string }
  | {
      readonly kind: 'log';
      readonly level: 'info' | 'warn' | 'error';
      readonly facts: object;
      readonly message: string;
    };

/** A message from the main thread to the management thread. */
export type ManagementOrder =
  /** `lend` asks for the sockets, for a successor; `release` stops listening and leaves them to it. */
  | { readonly kind: 'stop' | 'lend' | 'release' }
  | { readonly kind: 'standing'; readonly standing: Standing };
