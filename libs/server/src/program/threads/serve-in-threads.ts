import { once } from 'node:events';
import type { Server } from 'node:net';
import { stopAccepting } from '../../lifecycle/listen/stop-accepting.ts';
import { planShutDown } from '../../lifecycle/shut-down.ts';
import { delayAfter } from '../../lifecycle/stop-signal.ts';
import { CRASH_BUDGET_MS } from '../../lifecycle/watch-uncaught.ts';
import { createFleetOperations } from '../../management/fleet/create-fleet-operations.ts';
import { openManagement } from '../../management/open-management.ts';
import type { ManagementThread } from '../../management/start-management.ts';
import { observeRuntime } from '../../telemetry/metrics/observe-runtime.ts';
import { createInstanceId } from '../../telemetry/otlp/instance-id.ts';
import type { World } from '../../world/world.ts';
import { exportMetrics } from '../export-metrics.ts';
import type { Parts, ServeOptions } from '../parts.ts';
import { acceptorsOf, openListedSockets } from '../open-sockets.ts';
import { planAddress } from '../plan-address.ts';
import { reportState } from '../report-state.ts';
import type { Restart } from '../restart/offer-restart.ts';
import { offerRestartIfSet, prepareListen } from '../restart/restart-if-set.ts';
import { runOnce } from '../run-once.ts';
import { serveToExit, type ServingParts } from '../serve-to-exit.ts';
import { supportHttps } from '../support-https.ts';
import { trustAuthorities } from '../trust-authorities.ts';
import { createAcceptor } from './accept-connections.ts';
import type { FleetControl } from './create-fleet.ts';
import { describeFleet } from './describe-fleet.ts';
import { shutDownThreads, type ThreadsToEnd } from './shut-down-threads.ts';
import { superviseFleet } from './supervise-fleet.ts';

/**
 * Serves in several threads until a request to stop. This thread accepts the connections, hands each to a
 * thread, and replaces a thread that ends; it answers no request.
 *
 * @returns The exit status, as with one thread.
 * @throws {Fault} if a thread cannot be started or the socket cannot be opened.
 */
export function serveInThreads(
  world: World,
  options: ServeOptions,
  count: number,
): Promise<number> {
  return serveToExit(
    world,
    {
      ...options,
      thread: { index: 0, count, shared: undefined, instanceId: createInstanceId(world.random) },
    },
    superviseUntilEnd,
  );
}

async function superviseUntilEnd(
  world: World,
  options: ServeOptions,
  parts: ServingParts,
): Promise<boolean> {
  const { stop } = options;
  const { crashed, liveSettings } = parts;
  const end = AbortSignal.any([stop, crashed]);
  const ended = end.aborted ? Promise.resolve(undefined) : once(end, 'abort').then(() => undefined);
  const restart = await offerRestartIfSet(world, options, parts);
  const running = await Promise.race([ended, prepare(options, parts)]);
  if (running === undefined) return true;
  const fleet = superviseFleet(world, running, parts);
  const prepared = await prepareListen(running, parts, () => {
    startReadiness(parts, fleet);
  });
  const listening = await Promise.race([
    ended,
    listenWith(fleet, world, { ...parts, options: prepared }),
  ]);
  if (listening === undefined) {
    await fleet.terminate();
    return true;
  }
  // From here on the clients are connected: a request to stop is carried out in order.
  await manageUntil(ended, { ...parts, ...listening, fleet, world, options: running, restart });
  if (!end.aborted) startReadiness(parts, fleet);
  await ended;
  parts.readiness.stop();
  const { drainTimeoutMs, shutdownDelayMs } = liveSettings.current;
  const delayMs = delayAfter(stop.reason, shutdownDelayMs, world);
  const budgetMs = crashed.aborted ? Math.min(CRASH_BUDGET_MS, drainTimeoutMs) : drainTimeoutMs;
  const origin = restart?.originAtEnd(listening.origin) ?? listening.origin;
  return shutDownThreads({ ...listening, origin, fleet }, parts, {
    ...planShutDown(budgetMs, delayMs, origin),
    cause: crashed.aborted ? 'uncaught error' : String(stop.reason),
  });
}

/** Runs what has to happen once before the threads start, and adds its result to what they get. */
async function prepare(options: ServeOptions, parts: Parts): Promise<ServeOptions> {
  const { program, thread, settings } = options;
  const isOnce = program.once !== undefined;
  const isClient = parts.exports !== undefined || settings.tlsAcmeDomains.length > 0;
  if (isOnce || isClient) await trustAuthorities(parts);
  if (!isOnce || thread === undefined) return options;
  return { ...options, thread: { ...thread, shared: await runOnce(program, parts) } };
}

type Listening = Pick<ThreadsToEnd, 'server' | 'origin' | 'acceptors'>;
type Composed = Parts & { readonly options: ServeOptions };

/** Starts the threads, then opens the socket. */
async function listenWith(
  fleet: FleetControl,
  world: World,
  { options, ...parts }: Composed,
): Promise<Listening | undefined> {
  const { program, sources, settings, stop } = options;
  const { manager, loggers } = parts;
  let server: Server | undefined;
  try {
    await fleet.start();
    if (stop.aborted) return undefined;
    server = createAcceptor(world, parts, fleet);
    const { descriptors } = manager;
    const { listen = program.listen.bind(program) } = options;
    const listed = await openListedSockets(server, { settings, descriptors, pauseOnConnect: true });
    const origin =
      listed === undefined
        ? await listen(server, planAddress(settings, sources, descriptors))
        : 'bound';
    const acceptors = listed ?? acceptorsOf(server, origin);
    const { filesRoot, filesRoots } = settings;
    const further = filesRoots.length > 0 && { filesRoots };
    const facts = { filesRoot, ...further, threads: fleet.count };
    for (const { address } of acceptors) loggers.root.info({ address, ...facts }, 'listening');
    return { server, origin, acceptors };
  } catch (error) {
    server?.close();
    await fleet.terminate();
    throw error;
  }
}

interface Managed extends Composed, ThreadsToEnd {
  readonly world: World;
  readonly restart: Restart | undefined;
}

/** Opens the management listeners, or leaves off at a request to stop, and reports to the service manager. */
async function manageUntil(ended: Promise<void>, managed: Managed): Promise<void> {
  const { fleet, world, server, acceptors, options, metrics, beat } = managed;
  observeRuntime(metrics, { program: options.program, world, onBeat: beat.onBeat });
  try {
    await supportHttps(world, acceptors, managed);
    const management = await Promise.race([ended, openManagementOf(fleet, world, managed)]);
    managed.restart?.arm({ server, management: management ?? undefined });
  } catch (error) {
    stopAccepting(acceptors);
    await fleet.terminate();
    throw error;
  }
  reportState(world, { acceptors, inFlight: fleet.inFlight }, managed);
}

async function openManagementOf(
  fleet: FleetControl,
  world: World,
  { options, restart, ...parts }: Managed,
): Promise<ManagementThread | undefined> {
  const { manager, beat, crash, lineStyle, flight } = parts;
  const { sources } = options;
  const described = describeFleet(world, options, { ...parts, fleet });
  const managed = { ...described, restart: restart?.run };
  const operations = createFleetOperations(fleet, managed);
  await exportMetrics(world, parts, operations.metrics);
  return openManagement(world, managed, {
    sources,
    manager,
    beat,
    lineStyle,
    operations,
    exports: parts.exports,
    fleet: fleet.memory,
    flight: [flight.memory, ...fleet.flight],
    crash,
  });
}

/** Starts the checks of this thread once all threads have been ready: from then on the server is. */
function startReadiness({ readiness, lifecycle }: Parts, fleet: FleetControl): void {
  let isStarted = false;
  function check(): void {
    const standings = fleet.standings();
    const areReady =
      standings.length === fleet.count && standings.every(({ phase }) => phase === 'ready');
    if (isStarted || !areReady || lifecycle.phase() !== 'starting') return;
    isStarted = true;
    void readiness.start();
  }
  fleet.onStanding(check);
  check();
}
