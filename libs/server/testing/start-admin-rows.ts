import { MessageChannel } from 'node:worker_threads';
import { createAdminRoutes } from '../src/management/admin/admin-routes.ts';
import {
  createOperations,
  type ManagedServer,
  type MainOperations,
} from '../src/management/admin/operations/create-operations.ts';
import { createOpsView } from '../src/management/health/create-ops-view.ts';
import { offer, reach } from '../src/management/bridge/remote.ts';
import { startManagementServer, type RunningManagementServer } from './start-management-server.ts';
import { createTestWorld } from './test-world.ts';

/** Starts all routes of the admin API for a running app; both in this thread, connected by a message port. */
export async function startAdminRows(
  managed: ManagedServer,
  given?: Parameters<typeof createTestWorld>[0],
): Promise<RunningManagementServer> {
  const { port1, port2 } = new MessageChannel();
  offer(port1, createOperations(managed));
  const main = reach<MainOperations>(port2, 2_000);
  const { lifecycle, readiness, program } = managed;
  const view = createOpsView({
    main,
    pulse: { lastBeatMs: () => 0, ageMs: () => 0 },
    livenessStallMs: 10_000,
    standing: () => ({
      phase: lifecycle.phase(),
      hasStarted: lifecycle.hasStarted(),
      readiness: readiness.state(),
    }),
  });
  const world = createTestWorld(given);
  const events = [{ method: 'GET', path: '/' }];
  const deps = { main, view, program, world, auditEvents: () => events, more: [] };
  const api = await startManagementServer(createAdminRoutes(deps));
  return {
    ...api,
    [Symbol.asyncDispose]: async () => {
      port1.close();
      await api[Symbol.asyncDispose]();
    },
  };
}
