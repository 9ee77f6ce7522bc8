import type { MessagePort } from 'node:worker_threads';
import type { FaultCode } from '../world/faults/fault.ts';
import type { ManagementSettings } from '../config/declared/management.ts';
import type { Standing } from './health/ops-view.ts';
import type { Pulse } from './bridge/heartbeat.ts';
import type { LogPrefix } from '../config/declared/log.ts';
import type { Inherited } from './bridge/inherited.ts';

/** Input of the management thread; copied, except for the port and the pulse. */
export interface ManagementInput {
  readonly program: { readonly name: string; readonly version: string };
  readonly settings: ManagementSettings;
  readonly inherited: Inherited;
  readonly logPrefix: LogPrefix;
  /** The standing when the thread was started; changes follow as messages. */
  readonly standing: Standing;
  readonly pulse: Pulse;
  /** Port to the operations of the main thread. */
  readonly port: MessagePort;
}

/** A message from the management thread to the main thread. */
export type ManagementReport =
  | { readonly kind: 'listening' }
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
  { readonly kind: 'stop' } | { readonly kind: 'standing'; readonly standing: Standing };
