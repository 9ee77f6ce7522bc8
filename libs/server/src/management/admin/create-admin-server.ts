import type { Server } from 'node:http';
import {
  createManagementServer,
  type ManagementServerOptions,
} from '../server/create-management-server.ts';
import { createAccess, type AccessOptions } from './create-access.ts';

/** How a listener of the admin API knows its callers. */
export type Gate = Pick<AccessOptions, 'hosts' | 'authenticate'>;

/** What all listeners of the admin API share. */
export type AdminServerOptions = Pick<ManagementServerOptions, 'routes' | 'onError'> &
  Pick<AccessOptions, 'settings' | 'audit'>;

/** Creates a listener of the admin API; it does not listen yet. */
export function createAdminServer(
  { routes, onError, settings, audit }: AdminServerOptions,
  gate: Gate,
): Server {
  const publicPaths = new Set(routes.flatMap(({ isPublic, path }) => (isPublic ? [path] : [])));
  const access = createAccess({ settings, audit, publicPaths, ...gate });
  return createManagementServer({ routes, onError, ...access });
}
