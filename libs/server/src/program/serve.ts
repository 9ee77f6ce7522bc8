import { once } from 'node:events';
import { stopAccepting } from '../lifecycle/listen/stop-accepting.ts';
import { planShutDown, shutDown } from '../lifecycle/shut-down.ts';
import { delayAfter } from '../lifecycle/stop-signal.ts';
import { CRASH_BUDGET_MS } from '../lifecycle/watch-uncaught.ts';
import { createOperations } from '../management/admin/operations/create-operations.ts';
import { openManagement } from '../management/open-management.ts';
import type { World } from '../world/world.ts';
import { exportMetrics } from './export-metrics.ts';
import type { Parts, ServeOptions } from './parts.ts';
import { reportCrash } from './report-crash.ts';
import { offerRestartIfSet, prepareListen } from './restart/restart-if-set.ts';
import { serveToExit } from './serve-to-exit.ts';
import { reportState } from './report-state.ts';
import { startServer } from './start-server.ts';
import { supportHttps } from './support-https.ts';

/**
 * Serves in this thread until a request to stop, and returns when the last request is answered or aborted.
 *
 * @returns The exit status: 0; 1 if a request was not answered; 70 after an uncaught error.
 * @throws {Fault} if the directory cannot be served or the socket cannot be opened.
 */
export function serve(world: World, options: ServeOptions): Promise<number> {
  return serveToExit(world, options, serveUntilEnd);
}

async function serveUntilEnd(world: World, options: ServeOptions, parts: Parts): Promise<boolean> {
  const { stop, sources } = options;
  const { liveSettings, readiness, crashed, crash, manager, beat, lineStyle, flight } = parts;
  reportCrash(parts, [flight.memory]);
  const end = AbortSignal.any([stop, crashed]);
  const ended = end.aborted ? Promise.resolve() : once(end, 'abort').then(() => undefined);
  const restart = await offerRestartIfSet(world, options, parts);
  const prepared = await prepareListen(options, parts, () => void readiness.start());
  const running = await Promise.race([ended, startServer(world, prepared, parts)]);
  if (running === undefined) return true;
  const operations = createOperations({ ...running.managed, restart: restart?.run });
  try {
    await supportHttps(world, running.acceptors, parts);
    await exportMetrics(world, parts, operations.metrics);
    const opened = openManagement(world, running.managed, {
      sources,
      manager,
      beat,
      lineStyle,
      operations,
      flight: [flight.memory],
      exports: parts.exports,
      crash,
    });
    const management = await Promise.race([ended, opened]);
    restart?.arm({ server: running.server, management: management ?? undefined });
  } catch (error) {
    stopAccepting(running.acceptors);
    running.server.close();
    throw error;
  }
  const { acceptors, managed } = running;
  reportState(world, { acceptors, inFlight: () => managed.limits.inFlight.size }, parts);
  if (!end.aborted) void readiness.start();
  await ended;
  readiness.stop();
  const { drainTimeoutMs, shutdownDelayMs } = liveSettings.current;
  const delayMs = delayAfter(stop.reason, shutdownDelayMs, world);
  const budgetMs = crashed.aborted ? Math.min(CRASH_BUDGET_MS, drainTimeoutMs) : drainTimeoutMs;
  const origin = restart?.originAtEnd(running.origin) ?? running.origin;
  return shutDown(
    { ...running, origin },
    {
      ...planShutDown(budgetMs, delayMs, origin),
      cause: crashed.aborted ? 'uncaught error' : String(stop.reason),
    },
  );
}
