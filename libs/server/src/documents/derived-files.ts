import type { AdminDeps } from '../admin/admin-deps.ts';
import { createAdminRoutes } from '../admin/admin-routes.ts';
import { renderAdminDoc } from '../admin/render-admin-doc.ts';
import { renderEnvironmentFile } from './render-environment-file.ts';
import { renderSettingsDoc } from './render-settings-doc.ts';
import { serverGroups } from './settings.ts';

/** Only the table is looked at; nothing is asked, so there is nothing behind it. */
const adminRoutes = createAdminRoutes({ more: [] as AdminDeps['more'] } as AdminDeps);

/** The files that are rendered from the settings, by their paths in the workspace. */
export const derivedFiles = [
  { path: 'docs/settings.md', text: renderSettingsDoc(serverGroups) },
  { path: 'docs/admin.md', text: renderAdminDoc(adminRoutes) },
  {
    path: 'apps/server-vps/systemd/server-vps.env',
    text: renderEnvironmentFile(serverGroups),
  },
];
