import { MessageChannel } from 'node:worker_threads';
import { createAdminRoutes } from '../src/management/admin/admin-routes.ts';
import { createOperations } from '../src/management/admin/operations/create-operations.ts';
import { createOpsView } from '../src/management/health/create-ops-view.ts';
import type { Operated } from '../src/management/open-management.ts';
import type { MainOperations } from '../src/planes/operations.ts';
import { offer, reach } from '../src/management/bridge/remote.ts';
import { startPlane, type RunningPlane } from './start-plane.ts';
import { createTestWorld } from './test-world.ts';

/** Starts all rows of the admin plane over a running app; both in this thread, with a port between them. */
export async function startAdminRows(
  operated: Operated,
  given?: Parameters<typeof createTestWorld>[0],
): Promise<RunningPlane> {
  const { port1, port2 } = new MessageChannel();
  offer(port1, createOperations(operated));
  const main = reach<MainOperations>(port2, 2_000);
  const { lifecycle, readiness, program } = operated;
  const view = createOpsView({
    main,
    pulse: { ageMs: () => 0 },
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
  const plane = await startPlane(createAdminRoutes(deps));
  return {
    ...plane,
    [Symbol.asyncDispose]: async () => {
      port1.close();
      await plane[Symbol.asyncDispose]();
    },
  };
}
