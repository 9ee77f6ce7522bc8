import type { World } from '../../world/world.ts';
import type { OpsView } from '../health/ops-view.ts';
import type { Remote } from '../bridge/remote.ts';
import type { Route } from '../server/route.ts';
import type { MainOperations } from './operations/create-operations.ts';

/** What the rows of the admin API are made of, in the management thread. */
export interface AdminDeps {
  readonly main: Remote<MainOperations>;
  readonly view: OpsView;
  readonly program: { readonly name: string; readonly version: string };
  readonly world: Pick<World, 'usage' | 'identity' | 'openFilesLimit' | 'readSbom'>;
  /** The latest calls that changed something or were denied. */
  readonly auditEvents: () => readonly unknown[];
  /** Rows of other parts, which stand in the same table. */
  readonly more: readonly Route[];
}
