import type { ServiceManager } from '../../lifecycle/systemd/create-service-manager.ts';

/** What the main thread passes on from the service manager. Descriptors belong to the process, not to a thread. */
export interface Inherited extends Pick<
  ServiceManager,
  'descriptors' | 'watchdogMs' | 'predecessor'
> {
  /** Whether host and port of the ops address were set explicitly. */
  readonly isOpsSet: { readonly host: boolean; readonly port: boolean };
}

/** Logs a line through the main thread. */
export type ManagementLog = (
  level: 'info' | 'warn' | 'error',
  facts: object,
  message: string,
) => void;
