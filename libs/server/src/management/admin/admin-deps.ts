import type { World } from '../../world/world.ts';
import type { OpsView } from '../health/ops-view.ts';
import type { Remote } from '../bridge/remote.ts';
import type { Route } from '../server/route.ts';
import type { MainOperations } from './operations/create-operations.ts';

/** Dependencies of the admin API's routes, in the management thread. */
export interface AdminDeps {
  readonly main: Remote<MainOperations>;
  readonly view: OpsView;
  readonly program: { readonly name: string; readonly version: string };
  readonly world: Pick<World, 'usage' | 'identity' | 'openFilesLimit' | 'readSbom' | 'now'>;
  /** Returns the latest calls that changed something or were denied. */
  readonly auditEvents: () => readonly unknown[];
  /** Routes of other parts, listed in the same table. */
  readonly more: readonly Route[];
}
