import type { Route } from '../server/route.ts';
import type { AdminDeps } from './admin-deps.ts';
import { createFilesRoutes } from './routes/files.ts';
import { createLifecycleRoutes } from './routes/lifecycle.ts';
import { createLoggerRoutes } from './routes/loggers.ts';
import { createLogRoutes } from './routes/logs.ts';
import { createOverviewRoutes } from './routes/overview.ts';
import { createSettingRoutes } from './routes/settings.ts';
import { createTrafficRoutes } from './routes/traffic.ts';

/** Creates all routes of the admin API; the first one lists them. */
export function createAdminRoutes(deps: AdminDeps): readonly Route[] {
  const routes = [
    ...createOverviewRoutes(deps),
    ...createTrafficRoutes(deps),
    ...deps.more,
    ...createLoggerRoutes(deps),
    ...createLogRoutes(deps),
    ...createFilesRoutes(deps),
    ...createSettingRoutes(deps),
    ...createLifecycleRoutes(deps),
  ];
  const discovery: Route = {
    method: 'GET',
    path: '/',
    access: 'read',
    summary: 'Lists all routes',
    answer: () => ({ json: { program: deps.program, links: [discovery, ...routes].map(linkOf) } }),
  };
  return [discovery, ...routes];
}

function linkOf({ method, path, access, summary, switch: name }: Route) {
  return { method, href: path, access, summary, ...(name !== undefined && { switch: name }) };
}
