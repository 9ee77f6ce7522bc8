import type { Route } from '../server/route.ts';
import { listOf, objectOf, oneWord, text } from '../server/schema.ts';
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
  const discovery: Route = {
    method: 'GET',
    path: '/',
    access: 'read',
    summary: 'Lists all routes',
    query: [],
    returns: describeLinks,
    answer: () => ({ json: { program: deps.program, links: routes.map(linkOf) } }),
  };
  const openApi: Route = {
    method: 'GET',
    path: '/openapi.json',
    access: 'read',
    summary: 'Describes all routes in OpenAPI 3.1',
    query: [],
    returns: () => objectOf({ openapi: text, info: {}, paths: {}, components: {} }),
    answer: async () => {
      const { renderOpenApi } = await import('./render-openapi.ts');
      return { json: renderOpenApi(deps.program, routes) };
    },
  };
  const routes: readonly Route[] = [
    discovery,
    openApi,
    ...createOverviewRoutes(deps),
    ...createTrafficRoutes(deps),
    ...deps.more,
    ...createLoggerRoutes(deps),
    ...createLogRoutes(deps),
    ...createFilesRoutes(deps),
    ...createSettingRoutes(deps),
    ...createLifecycleRoutes(deps),
  ];
  return routes;
}

const describeLinks = () =>
  objectOf({
    program: objectOf({ name: text, version: text }),
    links: listOf(
      objectOf({
        method: text,
        href: text,
        access: oneWord(['read', 'write', 'dangerous']),
        summary: text,
        'switch?': text,
      }),
    ),
  });

function linkOf({ method, path, access, summary, switch: name }: Route) {
  return { method, href: path, access, summary, ...(name !== undefined && { switch: name }) };
}
