import type { AdminDeps } from '../src/management/admin/admin-deps.ts';
import { createAdminRoutes } from '../src/management/admin/admin-routes.ts';
import { renderAdminDoc } from '../src/management/admin/render-admin-doc.ts';
import { renderEnvironmentFile } from '../src/config/render-environment-file.ts';
import { renderSettingsDoc } from '../src/config/render-settings-doc.ts';
import { serverGroups } from '../src/config/settings.ts';
import {
  createDiagnosticRoutes,
  type DiagnosticsOptions,
} from '../src/management/diagnostics/diagnostic-routes.ts';
import { renderManual } from './render-manual.ts';

// Only the tables of routes are rendered, and no route is called, so they need no working dependencies.
const more = createDiagnosticRoutes({ world: {} } as DiagnosticsOptions);
const adminRoutes = createAdminRoutes({ more } as AdminDeps);

/** Files that are rendered from declarations, by their paths in the workspace. */
export const derivedFiles = [
  { path: 'docs/settings.md', text: renderSettingsDoc(serverGroups) },
  { path: 'docs/admin.md', text: renderAdminDoc(adminRoutes) },
  {
    path: 'apps/server-vps/systemd/server-vps.env',
    text: renderEnvironmentFile(serverGroups),
  },
  {
    path: 'apps/server-vps/man/server-vps.8',
    text: renderManual('server-vps', serverGroups),
  },
];
