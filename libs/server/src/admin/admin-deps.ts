import type { OpsView } from '../ops/ops-view.ts';
import type { MainOperations } from '../planes/operations.ts';
import type { Remote } from '../planes/remote.ts';

/** What the rows of the admin plane are made of, in the thread of the planes. */
export interface AdminDeps {
  readonly main: Remote<MainOperations>;
  readonly view: OpsView;
  readonly program: { readonly name: string; readonly version: string };
}
