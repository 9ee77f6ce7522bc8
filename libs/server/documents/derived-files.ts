import type { AdminDeps } from '../src/management/admin/admin-deps.ts';
import { createAdminRoutes } from '../src/management/admin/admin-routes.ts';
import { renderAdminDoc } from '../src/management/admin/render-admin-doc.ts';
import { groupProgram } from '../src/config/program-settings.ts';
import { renderEnvironmentFile } from '../src/config/render-environment-file.ts';
import { renderSettingsDoc } from '../src/config/render-settings-doc.ts';
import { serverGroups } from '../src/config/settings.ts';
import {
  createDiagnosticRoutes,
  type DiagnosticsOptions,
} from '../src/management/diagnostics/diagnostic-routes.ts';
import {
  createConsoleRoutes,
  type ConsoleOptions,
} from '../src/management/console/console-routes.ts';
import type { Route } from '../src/management/server/route.ts';
import { createFlightRoutes, type FlightOptions } from '../src/management/flight/flight-routes.ts';
import { listMetrics } from './list-metrics.ts';
import { renderDashboard } from './render-dashboard.ts';
import { renderManual } from './render-manual.ts';
import { renderMetricsDoc } from './render-metrics-doc.ts';

/** What server-vps.service sets before it reads the file. */
export const UNIT_DEFAULTS = { servingThreads: 'auto' } as const;

// Only the tables of routes are rendered, and no route is called, so they need no working dependencies.
const more: readonly Route[] = [
  ...createDiagnosticRoutes({ world: {} } as DiagnosticsOptions),
  ...createConsoleRoutes({} as ConsoleOptions),
  ...createFlightRoutes({} as FlightOptions),
];
const adminRoutes = createAdminRoutes({ more } as AdminDeps);

/** Files that are rendered from declarations, by their paths in the workspace. */
export const derivedFiles = [
  { path: 'docs/settings.md', text: renderSettingsDoc(serverGroups) },
  { path: 'docs/admin.md', text: renderAdminDoc(adminRoutes) },
  { path: 'docs/metrics.md', text: renderMetricsDoc(listMetrics()) },
  { path: 'docs/fleet/dashboard.json', text: renderDashboard(listMetrics()) },
  {
    path: 'apps/server-vps/systemd/server-vps.env',
    text: renderEnvironmentFile(groupProgram({ defaults: UNIT_DEFAULTS })),
  },
  {
    path: 'apps/server-vps/man/server-vps.8',
    text: renderManual('server-vps', serverGroups),
  },
];
