import type { MessagePort } from 'node:worker_threads';
import type { FaultCode } from '../world/faults/fault.ts';
import type { ManagementSettings } from '../config/declared/management.ts';
import type { Standing } from './health/ops-view.ts';
import type { Pulse } from './bridge/heartbeat.ts';
import type { LogPrefix } from '../config/declared/log.ts';
import type { HandedToManagement } from './bridge/handed.ts';

/** What the management thread is given; copied, but for the port and the heartbeat. */
export interface ManagementInput {
  readonly program: { readonly name: string; readonly version: string };
  readonly settings: ManagementSettings;
  readonly handed: HandedToManagement;
  readonly logPrefix: LogPrefix;
  /** As it was when the thread was started; changes follow as messages. */
  readonly standing: Standing;
  readonly pulse: Pulse;
  /** Leads to the operations of the main thread. */
  readonly port: MessagePort;
}

/** What that thread tells the main one. */
export type ManagementReport =
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

/** What the main thread tells that one. */
export type ManagementOrder =
  { readonly kind: 'stop' } | { readonly kind: 'standing'; readonly standing: Standing };
