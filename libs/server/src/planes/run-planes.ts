import { once } from 'node:events';
import type { Server } from 'node:http';
import type { ThreadStart, World } from '../edge/world.ts';
import { captureMainThread } from '../diagnostics/capture-main-thread.ts';
import { createDiagnosticRoutes } from '../diagnostics/diagnostic-routes.ts';
import { watchStalls } from '../diagnostics/watch-stalls.ts';
import { Fault } from '../faults/fault.ts';
import { bindAddress } from '../listen/bind-port.ts';
import { createOpsRoutes } from '../ops/ops-routes.ts';
import { createOpsView } from '../ops/create-ops-view.ts';
import { createPlane } from './create-plane.ts';
import { watchPulse } from './heartbeat.ts';
import { reach } from './remote.ts';
import type { MainOperations } from './operations.ts';
import type { PlanesInput, PlanesOrder, PlanesReport } from './thread.ts';

/** How long the main thread may take to answer for an operator. */
const ANSWER_DEADLINE_MS = 2_000;

/** What runs in the thread of the planes; resolves when it was told to stop, or cannot listen. */
export async function runPlanes(
  world: World,
  { input, report, onMessage }: ThreadStart,
): Promise<void> {
  const { settings, pulse, port, ...given } = input as PlanesInput;
  let { standing } = given;
  const tell = report as (message: PlanesReport) => void;
  const main = reach<MainOperations>(port, ANSWER_DEADLINE_MS);
  const stopped = Promise.withResolvers<undefined>();
  const servers: Server[] = [];
  const onError = (error: unknown): void => {
    tell({
      kind: 'log',
      level: 'error',
      facts: { err: error },
      message: 'operator request failed',
    });
  };
  onMessage((message) => {
    const order = message as PlanesOrder;
    if (order.kind === 'standing') standing = order.standing;
    else stopped.resolve(undefined);
  });
  try {
    const watch = watchPulse(pulse, world.monotonicMs);
    const view = createOpsView({
      main,
      pulse: watch,
      livenessStallMs: settings.livenessStallMs,
      standing: () => standing,
    });
    const ops = createPlane({ routes: createOpsRoutes(view), onError });
    servers.push(ops);
    if (settings.opsPort !== 'off') {
      const variables = { host: 'OPS_HOST', port: 'OPS_PORT' };
      const { opsHost: host, opsPort: port } = settings;
      await bindAddress(ops, { host, port, settings: variables });
      tell({
        kind: 'log',
        level: 'info',
        facts: { plane: 'ops', address: ops.address() },
        message: 'listening',
      });
    }
    watchStalls({
      ...{ pulse: watch, capture: captureMainThread, world },
      livenessStallMs: settings.livenessStallMs,
    });
    if (settings.adminSocket !== 'off' && settings.adminSocket !== undefined) {
      const routes = createDiagnosticRoutes({ program: given.program, world, pulse: watch });
      const admin = createPlane({ routes, onError });
      servers.push(admin);
      await once(admin.listen(settings.adminSocket), 'listening');
    }
    tell({ kind: 'listening' });
    await stopped.promise;
    for (const server of servers) await close(server);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    tell({ kind: 'fault', code: error.code, facts: error.facts });
  }
}

/** Ends a listener with all its connections, and unlinks its socket. */
async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close') as Promise<unknown>;
  server.close();
  server.closeAllConnections();
  await closed;
}
