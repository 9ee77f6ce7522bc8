import { declareProgram } from '../../config/program-settings.ts';
import { parseSettings, type SourcesOf } from '../../config/read-invocation.ts';
import type { ServerDeclarations } from '../../config/settings.ts';
import { startWithoutSocket, takeConnection } from '../../http/private-surfaces.ts';
import { openSlot, type ThreadSlot } from '../../lifecycle/threads/fleet-memory.ts';
import { createOperations } from '../../management/admin/operations/create-operations.ts';
import { createLogOperations } from '../../management/admin/operations/logs.ts';
import { offer } from '../../management/bridge/remote.ts';
import { observeCollections } from '../../telemetry/metrics/observe-collections.ts';
import { Fault } from '../../world/faults/fault.ts';
import { EX } from '../../world/faults/sysexits.ts';
import type { ThreadStart, World } from '../../world/world.ts';
import { createParts } from '../create-parts.ts';
import type { Parts, ServeOptions } from '../parts.ts';
import { countLines, exportLines } from '../export-logs.ts';
import type { Program } from '../program.ts';
import { startServer, type RunningServer } from '../start-server.ts';
import { applyLevels, reportLoggers } from './follow-main.ts';
import { createThreadExports, type ThreadExports } from './thread-exports.ts';
import { createThreadOutput, type ThreadOutput } from './thread-output.ts';
import { endThread, planCrash, type StopPlan } from './end-thread.ts';
import type { ServingInput, ThreadOrder, ThreadReport } from './messages.ts';
import { reportStanding } from './report-standing.ts';

/** How long the end waits until the main thread has written the log. */
const FLUSH_DEADLINE_MS = 1_000;

/** What a serving thread is made of. */
interface Thread {
  readonly world: World;
  readonly input: ServingInput;
  readonly parts: Parts;
  readonly options: ServeOptions;
  readonly slot: ThreadSlot;
  readonly report: (message: ThreadReport) => void;
  readonly exports: ThreadExports;
}

/**
 * Runs a serving thread: the same server as in a process with one, on connections that the main thread
 * accepts. It ends itself after the order to stop, or after an uncaught error.
 *
 * @returns The exit status of the thread.
 */
export async function runServingThread(
  world: World,
  { input: given, report: send, onMessage }: ThreadStart,
  program: Program,
): Promise<number> {
  const input = given as ServingInput;
  const report = send as (message: ThreadReport) => void;
  const output = createThreadOutput(send);
  const options = { ...planServing(input, program), output };
  const parts = await createParts(world, options, input.lineStyle);
  parts.liveSettings.change(input.changes);
  applyLevels(parts.loggers, input.levels);
  reportLoggers(parts.loggers, report);
  const { streamLines } = createLogOperations(parts);
  for (const { filter, port } of input.outlets) streamLines(filter, port);
  const slot = openSlot(input.memory, input.index);
  const exports = createThreadExports(report);
  const flushExports = await startExports(world, parts, exports);
  const thread: Thread = { world, input, parts, options, slot, report, exports };
  const orders = followOrders(onMessage, thread, output);
  const exitCode = await serve(thread, orders);
  await flushExports();
  await parts.sink.flush(FLUSH_DEADLINE_MS);
  world.exit(exitCode);
  return exitCode;
}

/** Starts to export the log lines of this thread if the process does; returns what passes on the last ones. */
async function startExports(
  world: World,
  parts: Parts,
  { send, end }: ThreadExports,
): Promise<() => Promise<void>> {
  if (parts.exports?.plan.logs === undefined) return () => Promise.resolve();
  const count = countLines(parts.metrics);
  const { flush } = await exportLines(world, parts, { send, count });
  return () => {
    end();
    return flush();
  };
}

function planServing(
  { index, count, texts, sources, shared, instanceId, flight }: ServingInput,
  program: Program,
): ServeOptions {
  const declared = declareProgram(program);
  return {
    program,
    declared,
    settings: parseSettings(declared, texts),
    sources: sources as SourcesOf<ServerDeclarations>,
    texts,
    warnings: [],
    stop: new AbortController().signal, // the main thread orders the end
    requestStop: () => undefined,
    listen: (server) => {
      startWithoutSocket(server);
      return Promise.resolve('handed');
    },
    thread: { index, count, shared, instanceId },
    flight,
  };
}

/** The orders of the main thread that change what this thread does. */
interface Orders {
  /** Set once the server exists; no connection comes before. */
  running?: RunningServer;
  readonly stopped: Promise<StopPlan>;
}

function followOrders(
  onMessage: ThreadStart['onMessage'],
  { parts, slot, exports }: Thread,
  output: ThreadOutput,
): Orders {
  const stopped = Promise.withResolvers<StopPlan>();
  const orders: Orders = { stopped: stopped.promise };
  onMessage((message) => {
    const order = message as ThreadOrder;
    switch (order.kind) {
      case 'connection':
        slot.addReceived();
        order.socket.once('close', () => {
          slot.addOpen(-1);
        });
        if (orders.running === undefined) order.socket.destroy();
        else takeConnection(orders.running.server, order.socket);
        break;
      case 'written':
        output.onWritten(order.isLost);
        break;
      case 'exported':
        exports.onExported();
        break;
      case 'settings':
        parts.liveSettings.change(order.changes);
        break;
      case 'levels':
        applyLevels(parts.loggers, order.levels);
        break;
      case 'drain':
        if (order.closesAfterAnswers) orders.running?.closeAfterAnswers();
        parts.lifecycle.enter('draining');
        break;
      case 'stop':
        stopped.resolve(order);
    }
  });
  return orders;
}

async function serve(thread: Thread, orders: Orders): Promise<number> {
  const { world, parts, options, slot, report, input } = thread;
  try {
    world.onExit(() => {
      slot.setState('absent'); // from now on the main thread hands it nothing
      reportLastMetrics(thread);
    });
    parts.beat.onBeat(() => {
      slot.beat(world.monotonicMs());
      slot.setInFlight(orders.running?.managed.limits.inFlight.size ?? 0);
    });
    const running = await startServer(world, options, parts);
    if (running === undefined) return EX.OK;
    orders.running = running;
    observeCollections(parts.metrics);
    offer(input.operations, createOperations(running.managed));
    slot.beat(world.monotonicMs()); // a start that kept the loop from turning is no reason to end the thread
    slot.setState('checking');
    report({ kind: 'started' });
    reportStanding(parts, report);
    admitConnections(thread);
    void parts.readiness.start();
    return await serveToEnd(thread, running, orders);
  } catch (error) {
    report(describeFailure(error));
    return error instanceof Fault ? error.exitCode : EX.SOFTWARE;
  } finally {
    await parts.lifecycle.runHooks();
  }
}

/** Sends the metrics at the exit. Those of an app that cannot be read are lost, as at each reading before. */
function reportLastMetrics({ parts, report }: Thread): void {
  try {
    report({ kind: 'metrics', metrics: parts.metrics.snapshot() });
  } catch {
    // An error here would be one of the thread, and delay its end.
  }
}

/**
 * Takes connections from now on, or from when the required checks have passed: a process is not ready before either,
 * but nothing keeps clients from a replacement.
 */
function admitConnections({ slot, parts: { lifecycle }, report }: Thread): void {
  const admit = (): void => {
    slot.setState('serving');
    report({ kind: 'serving' });
  };
  if (slot.generation() === 0) admit();
  else
    lifecycle.onEnter(() => {
      if (lifecycle.phase() === 'ready') admit();
    });
}

async function serveToEnd(thread: Thread, running: RunningServer, orders: Orders): Promise<number> {
  const { parts, slot, report } = thread;
  const { crashed } = parts;
  const failed = Promise.withResolvers<StopPlan>();
  const fail = (): void => {
    slot.setState('draining');
    report(describeFailure(crashed.reason));
    failed.resolve(planCrash(parts.liveSettings.current.drainTimeoutMs));
  };
  if (crashed.aborted) fail();
  else crashed.addEventListener('abort', fail);
  const plan = await Promise.race([orders.stopped, failed.promise]);
  slot.setState('draining');
  parts.readiness.stop();
  const drained = await endThread(running, plan);
  await parts.lifecycle.runHooks();
  report({ kind: 'drained', ...drained });
  return crashed.aborted ? EX.SOFTWARE : EX.OK;
}

/** Describes why the thread ends: a Fault by its code, anything else by its stack. */
function describeFailure(error: unknown): ThreadReport {
  if (error instanceof Fault) {
    const { code, facts, exitCode } = error as Fault; // any code: instanceof does not narrow the type parameter
    return { kind: 'fault', code, facts, exitCode };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { kind: 'failed', stack };
}
