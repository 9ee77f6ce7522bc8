import { once } from 'node:events';
import type { ThreadStart, World } from '../world/world.ts';
import { createAdminRoutes } from './admin/admin-routes.ts';
import { createAudit } from './admin/audit.ts';
import { openAdmin } from './admin/open-admin.ts';
import { createConsoleRoutes } from './console/console-routes.ts';
import { captureThread } from './diagnostics/capture-thread.ts';
import { openFlight } from './flight/open-flight.ts';
import { createDiagnosticRoutes } from './diagnostics/diagnostic-routes.ts';
import { watchStalls, type StallOptions } from './diagnostics/watch-stalls.ts';
import { Fault } from '../world/faults/fault.ts';
import { createOpsView } from './health/create-ops-view.ts';
import type { OpsView } from './health/ops-view.ts';
import { findBeatPeriod } from '../world/beat.ts';
import { watchPulse, type PulseWatch } from './bridge/heartbeat.ts';
import { openHealth } from './open-health.ts';
import { reach } from './bridge/remote.ts';
import { SEVERITY } from '../telemetry/log/log-taps.ts';
import { loadLineRenderer } from '../telemetry/log/line-style.ts';
import type { RenderLine } from '../telemetry/log/render-line.ts';
import { createNotify } from '../lifecycle/systemd/notify.ts';
import { feedWatchdog, stallBefore } from '../lifecycle/systemd/watchdog.ts';
import type { ManagementInput, ManagementOrder, ManagementReport } from './messages.ts';
import type { ManagementLog } from './bridge/inherited.ts';
import type { OpenListener } from './server/create-management-server.ts';
import type { MainOperations } from './admin/operations/create-operations.ts';

/** How long the main thread may take to answer an operator's request. */
const ANSWER_DEADLINE_MS = 2_000;
/** How long a reload may take; more than those of serving threads, so that their names are in the answer. */
const RELOAD_DEADLINE_MS = 25_000;
/** How long a restart may take: more than the largest SEAMLESS_RESTART_TIMEOUT_MS. */
const RESTART_DEADLINE_MS = 610_000;
/** Milliseconds by which a beat is overdue when the main thread is no longer trusted to write a line. */
const STUCK_MS = 1_000;

/** Runs the management thread; resolves when it has been stopped, or if it cannot listen. */
export async function runManagement(
  world: World,
  { input, report, onMessage }: ThreadStart,
): Promise<void> {
  const { monotonicMs, now } = world;
  const { program, settings, port, inherited, lineStyle, fleet, flight, exports, ...initial } =
    input as ManagementInput;
  const writeAtOnce = writeLineAtOnce(world, await loadLineRenderer(lineStyle));
  let { standing } = initial;
  const send = report as (message: ManagementReport) => void;
  const main = reach<MainOperations>(port, ANSWER_DEADLINE_MS, {
    reload: RELOAD_DEADLINE_MS,
    restart: RESTART_DEADLINE_MS,
  });
  const ended = new AbortController();
  const stopped = Promise.withResolvers<undefined>();
  const pulse = watchPulse(initial.pulse, monotonicMs);
  const { livenessStallMs } = settings;
  const periodMs = findBeatPeriod({ livenessStallMs, watchdogMs: inherited.watchdogMs });
  const stuckMs = periodMs + STUCK_MS;
  const listeners: OpenListener[] = [];
  const log: ManagementLog = (level, facts, message) => {
    send({ kind: 'log', level, facts, message });
  };
  const onError = (error: unknown): void => {
    log('error', { err: error }, 'operator request failed');
  };
  const audit = createAudit({
    now,
    write: (line) => {
      // A stuck main thread may be killed before it writes the line.
      const isWritten = pulse.ageMs() >= stuckMs && writeAtOnce(line);
      if (!isWritten) send({ kind: 'audit', line });
    },
  });
  onMessage((message) => {
    const order = message as ManagementOrder;
    if (order.kind === 'standing') standing = order.standing;
    else if (order.kind === 'stop') stopped.resolve(undefined);
    else void handOver(order.kind, listeners, send);
  });
  try {
    const threads = await readThreads(fleet, monotonicMs);
    const view = createOpsView({ main, pulse, threads, livenessStallMs, standing: () => standing });
    listeners.push(...(await openHealth({ view, settings, inherited, log, onError })));
    const writeStall = (line: string, severity: number): void => {
      if (!writeAtOnce(line, severity)) send({ kind: 'audit', line }); // if the main thread recovers
    };
    watchMain(world, { pulse, livenessStallMs, stuckMs, inherited, writeStall, flight, log });
    const shared = { program, world, settings, main, pulse };
    const more = [
      ...createDiagnosticRoutes({ ...shared, threads }),
      ...createConsoleRoutes({ program, settings, threads: threads?.().length ?? 1 }),
      ...(await openFlight({ ...shared, flight, fleet, periodMs, log, signal: ended.signal })),
    ];
    const routes = createAdminRoutes({ ...shared, view, auditEvents: audit.events, more });
    const admin = { settings, env: world.env, inherited, monotonicMs, audit, log, onError };
    listeners.push(...(await openAdmin({ ...admin, name: program.name, routes })));
    await exportHere(exports, world, log);
    send({ kind: 'listening' });
    await stopped.promise;
    ended.abort();
    for (const listener of listeners) await close(listener);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { code, facts } = error as Fault; // any code: instanceof does not narrow the type parameter
    send({ kind: 'fault', code, facts });
  }
}

/** Exports metrics and the log in this thread, and loads the code only if they are exported. */
async function exportHere(
  exports: ManagementInput['exports'],
  world: World,
  log: ManagementLog,
): Promise<void> {
  if (exports === undefined) return;
  const { offerExports } = await import('./bridge/export-thread.ts');
  await offerExports(exports, world, log);
}

/** Creates the reader of the serving threads' health, and loads its code only if there are several. */
async function readThreads(
  fleet: ManagementInput['fleet'],
  monotonicMs: World['monotonicMs'],
): Promise<OpsView['threads']> {
  if (fleet === undefined) return undefined;
  const { createThreadReader } = await import('./health/read-threads.ts');
  return createThreadReader(fleet, monotonicMs);
}

/** Returns a function that writes a log line without the main thread; the default severity is that of the audit log. */
function writeLineAtOnce({ writeAtOnce }: World, render: RenderLine | undefined) {
  return (line: string, severity: number = SEVERITY.info): boolean =>
    writeAtOnce(render === undefined ? line : render(line, severity));
}

interface MainWatch
  extends Pick<ManagementInput, 'inherited'>, Pick<StallOptions, 'writeStall' | 'flight'> {
  readonly pulse: PulseWatch;
  readonly livenessStallMs: number;
  readonly stuckMs: number;
  readonly log: ManagementLog;
}

/** Feeds the service manager's watchdog while the main thread is alive, and logs where it is stuck before it is killed. */
function watchMain(
  { now, monotonicMs, schedule }: World,
  { pulse, livenessStallMs, stuckMs, inherited, writeStall, flight, log }: MainWatch,
): void {
  const { watchdogMs, descriptors } = inherited;
  watchStalls({
    pulse,
    stallMs: stallBefore(watchdogMs, livenessStallMs),
    capture: () => captureThread('main'),
    flight,
    world: { now, monotonicMs, schedule },
    writeStall,
  });
  if (watchdogMs === undefined || descriptors.notify === undefined) return;
  const notify = createNotify(descriptors.notify, (error) => {
    log('warn', { err: error }, 'cannot feed the watchdog');
  });
  const deadMs = stallBefore(watchdogMs, stuckMs);
  const isAlive = (): boolean => pulse.ageMs() < deadMs;
  feedWatchdog({ notify, watchdogMs, isAlive, schedule });
}

/** Lends the sockets to a successor or leaves them to it, and loads the code only then. */
async function handOver(
  kind: 'lend' | 'release',
  listeners: OpenListener[],
  send: (message: ManagementReport) => void,
): Promise<void> {
  const { heldBy, release } = await import('./lend-sockets.ts');
  if (kind === 'lend') send({ kind: 'sockets', sockets: heldBy(listeners) });
  else listeners.push(...listeners.splice(0).map(release));
}

/** Closes a listener and all its connections, and unlinks its socket. */
async function close({ server, afterClose }: OpenListener): Promise<void> {
  if (server.listening) {
    const closed = once(server, 'close') as Promise<unknown>;
    server.close();
    server.closeAllConnections();
    await closed;
  } else server.closeAllConnections();
  afterClose();
}
