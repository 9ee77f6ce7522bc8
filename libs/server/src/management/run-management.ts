import { once } from 'node:events';
import type { ThreadStart, World } from '../world/world.ts';
import { createAdminRoutes } from './admin/admin-routes.ts';
import { createAudit } from './admin/audit.ts';
import { openAdmin } from './admin/open-admin.ts';
import { captureMainThread } from './diagnostics/capture-main-thread.ts';
import { createDiagnosticRoutes } from './diagnostics/diagnostic-routes.ts';
import { watchStalls, type StallOptions } from './diagnostics/watch-stalls.ts';
import { Fault } from '../world/faults/fault.ts';
import { createOpsView } from './health/create-ops-view.ts';
import { findBeatPeriod } from '../world/beat.ts';
import { watchPulse, type PulseWatch } from './bridge/heartbeat.ts';
import { openHealth } from './open-health.ts';
import { reach } from './bridge/remote.ts';
import { SEVERITY } from '../telemetry/log/log-taps.ts';
import { withPriority } from '../telemetry/log/priority.ts';
import { createNotify } from '../lifecycle/systemd/notify.ts';
import { feedWatchdog, stallBefore } from '../lifecycle/systemd/watchdog.ts';
import type { ManagementInput, ManagementOrder, ManagementReport } from './messages.ts';
import type { LogPrefix } from '../config/declared/log.ts';
import type { ManagementLog } from './bridge/inherited.ts';
import type { OpenListener } from './server/create-management-server.ts';
import type { MainOperations } from './admin/operations/create-operations.ts';

/** How long the main thread may take to answer an operator's request. */
const ANSWER_DEADLINE_MS = 2_000;
/** Milliseconds by which a beat is overdue when the main thread is no longer trusted to write a line. */
const STUCK_MS = 1_000;

/** Runs the management thread; resolves when it has been stopped, or if it cannot listen. */
export async function runManagement(
  world: World,
  { input, report, onMessage }: ThreadStart,
): Promise<void> {
  const { monotonicMs, now } = world;
  const { program, settings, port, inherited, logPrefix, ...initial } = input as ManagementInput;
  const writeAtOnce = writeLineAtOnce(world, logPrefix);
  let { standing } = initial;
  const send = report as (message: ManagementReport) => void;
  const main = reach<MainOperations>(port, ANSWER_DEADLINE_MS);
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
    else stopped.resolve(undefined);
  });
  try {
    const view = createOpsView({ main, pulse, livenessStallMs, standing: () => standing });
    listeners.push(...(await openHealth({ view, settings, inherited, log, onError })));
    const writeStall = (line: string, severity: number): void => {
      if (!writeAtOnce(line, severity)) send({ kind: 'audit', line }); // if the main thread recovers
    };
    watchMain(world, { pulse, livenessStallMs, stuckMs, inherited, writeStall, log });
    const { name } = program;
    const more = createDiagnosticRoutes({ program, world, pulse });
    const auditEvents = audit.events;
    const routes = createAdminRoutes({ main, view, program, world, auditEvents, more });
    const admin = { settings, env: world.env, inherited, name, monotonicMs, audit, log, onError };
    listeners.push(...(await openAdmin({ ...admin, routes })));
    send({ kind: 'listening' });
    await stopped.promise;
    for (const listener of listeners) await close(listener);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { code, facts } = error as Fault; // any code: instanceof does not narrow the type parameter
    send({ kind: 'fault', code, facts });
  }
}

/** Returns a function that writes a log line without the main thread; the default severity is that of the audit log. */
function writeLineAtOnce({ writeAtOnce }: World, prefix: LogPrefix) {
  return (line: string, severity: number = SEVERITY.info): boolean =>
    writeAtOnce(prefix === 'syslog' ? withPriority(line, severity) : line);
}

interface MainWatch extends Pick<ManagementInput, 'inherited'>, Pick<StallOptions, 'writeStall'> {
  readonly pulse: PulseWatch;
  readonly livenessStallMs: number;
  readonly stuckMs: number;
  readonly log: ManagementLog;
}

/** Feeds the service manager's watchdog while the main thread is alive, and logs where it is stuck before it is killed. */
function watchMain(
  { now, monotonicMs, schedule }: World,
  { pulse, livenessStallMs, stuckMs, inherited, writeStall, log }: MainWatch,
): void {
  const { watchdogMs, descriptors } = inherited;
  watchStalls({
    pulse,
    stallMs: stallBefore(watchdogMs, livenessStallMs),
    capture: captureMainThread,
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

/** Closes a listener and all its connections, and unlinks its socket. */
async function close({ server, afterClose }: OpenListener): Promise<void> {
  const closed = once(server, 'close') as Promise<unknown>;
  server.close();
  server.closeAllConnections();
  await closed;
  afterClose();
}
