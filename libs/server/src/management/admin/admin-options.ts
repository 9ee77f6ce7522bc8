import type { ManagementSettings } from '../../config/declared/management.ts';
import type { Environment } from '../../config/reading.ts';
import type { Inherited, ManagementLog } from '../bridge/inherited.ts';
import type { ManagementServerOptions } from '../server/create-management-server.ts';
import type { Audit } from './audit.ts';

/** What the listeners of the admin API need. */
export interface AdminOptions extends Pick<ManagementServerOptions, 'routes' | 'onError'> {
  readonly settings: ManagementSettings;
  readonly env: Environment;
  readonly inherited: Pick<Inherited, 'descriptors' | 'predecessor'>;
  /** Name of the program. */
  readonly name: string;
  readonly audit: Audit;
  readonly monotonicMs: () => number;
  readonly log: ManagementLog;
}
