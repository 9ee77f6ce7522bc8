import type { Route } from '../server/route.ts';
import type { AdminDeps } from './admin-deps.ts';
import { createLifecycleRoutes } from './routes/lifecycle.ts';
import { createLoggerRoutes } from './routes/loggers.ts';
import { createLogRoutes } from './routes/logs.ts';
import { createOverviewRoutes } from './routes/overview.ts';
import { createSettingRoutes } from './routes/settings.ts';
import { createTrafficRoutes } from './routes/traffic.ts';

/** Every row of the admin API, the page that lists them first. */
export function createAdminRoutes(deps: AdminDeps): readonly Route[] {
  const rows = [
    ...createOverviewRoutes(deps),
    ...createTrafficRoutes(deps),
    ...deps.more,
    ...createLoggerRoutes(deps),
    ...createLogRoutes(deps),
    ...createSettingRoutes(deps),
    ...createLifecycleRoutes(deps),
  ];
  const discovery: Route = {
    method: 'GET',
    path: '/',
    access: 'read',
    summary: 'This list',
    answer: () => ({ json: { program: deps.program, links: [discovery, ...rows].map(linkOf) } }),
  };
  return [discovery, ...rows];
}

function linkOf({ method, path, access, summary, switch: name }: Route) {
  return { method, href: path, access, summary, ...(name !== undefined && { switch: name }) };
}
