import type { MessagePort } from 'node:worker_threads';
import type { FaultCode } from '../world/faults/fault.ts';
import type { planesSettings } from '../config/declared/planes.ts';
import type { ValuesOf } from '../config/setting.ts';
import type { LogPrefix } from '../telemetry/log/priority.ts';
import type { Standing } from './health/ops-view.ts';
import type { Manager } from '../lifecycle/systemd/create-manager.ts';
import type { Pulse } from './bridge/heartbeat.ts';

/** The settings of the planes; the others hold what cannot be copied, and secrets. */
export type PlanesSettings = ValuesOf<typeof planesSettings>;

/** What of the service manager's concerns the planes; descriptors are those of the process, whatever the thread. */
export interface HandedToPlanes extends Pick<Manager, 'descriptors' | 'watchdogMs'> {
  /** Which parts of the address of ops were set, and not left to their defaults. */
  readonly isOpsSet: { readonly host: boolean; readonly port: boolean };
}

/** What the thread of the planes is given; copied, but for the port and the heartbeat. */
export interface PlanesInput {
  readonly program: { readonly name: string; readonly version: string };
  readonly settings: PlanesSettings;
  readonly handed: HandedToPlanes;
  readonly logPrefix: LogPrefix;
  /** As it was when the thread was started; changes follow as messages. */
  readonly standing: Standing;
  readonly pulse: Pulse;
  /** Leads to the operations of the main thread. */
  readonly port: MessagePort;
}

/** What that thread tells the main one. */
export type PlanesReport =
  | { readonly kind: 'listening' }
  | { readonly kind: 'fault'; readonly code: FaultCode; readonly facts: unknown }
  /** A finished line of the audit, newline included. */
  | { readonly kind: 'audit'; readonly line: string }
  | {
      readonly kind: 'log';
      readonly level: 'info' | 'warn' | 'error';
      readonly facts: object;
      readonly message: string;
    };

/** Has the main thread log a line. */
export type PlanesLog = (level: 'info' | 'warn' | 'error', facts: object, message: string) => void;

/** What the main thread tells that one. */
export type PlanesOrder =
  { readonly kind: 'stop' } | { readonly kind: 'standing'; readonly standing: Standing };
