import type { MessagePort } from 'node:worker_threads';
import type { FaultCode } from '../faults/fault.ts';
import type { planesSettings } from '../config/declared/planes.ts';
import type { ValuesOf } from '../config/setting.ts';
import type { Standing } from '../ops/ops-view.ts';
import type { Pulse } from './heartbeat.ts';

/** The settings of the planes; the others hold what cannot be copied, and secrets. */
export type PlanesSettings = ValuesOf<typeof planesSettings>;

/** What the thread of the planes is given; copied, but for the port and the heartbeat. */
export interface PlanesInput {
  readonly program: { readonly name: string; readonly version: string };
  readonly settings: PlanesSettings;
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

/** What the main thread tells that one. */
export type PlanesOrder =
  { readonly kind: 'stop' } | { readonly kind: 'standing'; readonly standing: Standing };
