import type { ServiceManager } from '../../lifecycle/systemd/create-service-manager.ts';

/** What the main thread hands to the management thread. Descriptors belong to the process, not to a thread. */
export interface HandedToManagement extends Pick<ServiceManager, 'descriptors' | 'watchdogMs'> {
  /** Which parts of the ops address were set explicitly. */
  readonly isOpsSet: { readonly host: boolean; readonly port: boolean };
}

/** Makes the main thread log a line. */
export type ManagementLog = (
  level: 'info' | 'warn' | 'error',
  facts: object,
  message: string,
) => void;
