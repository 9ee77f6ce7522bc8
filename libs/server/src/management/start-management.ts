import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { MessageChannel, Worker } from 'node:worker_threads';
import { wrapInput } from '../world/thread-start.ts';
import type { World } from '../world/world.ts';
import type { Beat } from '../world/beat.ts';
import { Fault } from '../world/faults/fault.ts';
import type { Log } from '../telemetry/log/log.ts';
import type { ExportsLink } from '../telemetry/otlp/exports-link.ts';
import type { ExportThread } from './bridge/export-thread.ts';
import { createPulse, recordBeat } from './bridge/heartbeat.ts';
import { offer, type Operations } from './bridge/remote.ts';
import type { Standing } from './health/ops-view.ts';
import type { HeldSocket, ManagementInput, ManagementOrder, ManagementReport } from './messages.ts';

/** Delay before a thread that has ended is restarted, so that a transient cause can pass. */
const RESTART_DELAY_MS = 1_000;
const STOP_DEADLINE_MS = 500;
/** Time in which a thread has to report; a main file that does other things in it never does. */
const START_DEADLINE_MS = 30_000;

export interface StartManagementOptions {
  readonly log: Log;
  /** Writes a finished line to the log, regardless of the log level. */
  readonly writeAudit: (line: string) => void;
  /** Operations of the main thread that the management thread may call. */
  readonly operations: Operations;
  readonly input: Omit<ManagementInput, 'pulse' | 'port' | 'standing' | 'exports'>;
  /** Metrics and the log are exported in the thread while it runs; undefined if they are not exported. */
  readonly exports: ExportsLink | undefined;
  readonly caFile: string | undefined;
  /** Returns the server's current standing. */
  readonly standing: () => Standing;
  readonly onBeat: Beat['onBeat'];
  /** Called at each restart of the thread. */
  readonly onRestart: () => void;
  /** Called if the thread has ended and cannot be restarted. */
  readonly crash: (error: unknown) => void;
}

/** The thread that answers operators even while the main thread is blocked. */
export interface ManagementThread {
  /** Sends the server's standing to the thread if it has changed. */
  readonly update: () => void;
  /** Returns the listening sockets, which stay open. */
  readonly lend: () => Promise<readonly HeldSocket[]>;
  /** Stops listening and leaves the sockets to another process; answers what is under way. */
  readonly release: () => void;
  /** Closes the listeners and ends the thread. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the ops and admin listeners in a thread of their own, from the program's own file, and restarts
 * the thread if it ends. Sockets passed by the service manager are closed with the thread; in that case
 * the process has to end, and the service manager passes the same sockets to the next one.
 *
 * @throws {Fault} if a listener cannot be opened, or `MANAGEMENT_NOT_STARTED` if the thread does not report in 30 s.
 */
export async function startManagement(
  world: Pick<World, 'entryPath' | 'env' | 'monotonicMs' | 'schedule'>,
  options: StartManagementOptions,
): Promise<ManagementThread> {
  const { monotonicMs } = world;
  const pulse = createPulse(monotonicMs);
  options.onBeat(() => {
    recordBeat(pulse, monotonicMs());
  });
  let isStopping = false;
  let sentStanding: string | undefined;
  let worker = await start();
  worker.once('exit', restart);
  function restart(): void {
    if (isStopping) return;
    if (ownsNoSockets(options.input)) {
      options.crash(
        new Error('The management thread has ended and closed the sockets of the service manager'),
      );
      return;
    }
    options.log.warn('management thread ended, restarting it');
    options.onRestart();
    void sleep(RESTART_DELAY_MS)
      .then(() => start(withoutSockets(options.input)))
      .then(
        (started) => {
          worker = started.once('exit', restart);
          sentStanding = undefined; // a change during the start was sent to the old thread
          update();
        },
        (error: unknown) => {
          options.log.error({ err: error }, 'cannot restart the management thread');
          restart();
        },
      );
  }
  function send(order: ManagementOrder): void {
    worker.postMessage(order);
  }
  function update(): void {
    const standing = options.standing();
    const text = JSON.stringify(standing);
    if (text === sentStanding) return;
    sentStanding = text;
    send({ kind: 'standing', standing });
  }
  // Shedding and failing checks begin and end without a change of the phase.
  options.onBeat(() => {
    if (!isStopping) update();
  });
  async function start(input = options.input): Promise<Worker> {
    return startThread(world, { ...options, pulse, input });
  }
  return {
    update,
    lend: async () => (await import('./lend-sockets.ts')).askForSockets(worker),
    release: () => {
      send({ kind: 'release' });
    },
    stop: async () => {
      isStopping = true;
      const ended = once(worker, 'exit');
      send({ kind: 'stop' });
      await Promise.race([ended, sleep(STOP_DEADLINE_MS)]);
      await worker.terminate();
    },
  };
}

type InputBefore = StartManagementOptions['input'];

/** Whether the listening sockets belong to the service manager, and were closed with the thread. */
function ownsNoSockets({ inherited: { predecessor, descriptors } }: InputBefore): boolean {
  const { ops, admin, 'admin-tcp': adminTcp } = descriptors;
  return predecessor === undefined && [ops, admin, adminTcp].some((fd) => fd !== undefined);
}

/** The sockets of a predecessor were closed with the thread, so it opens its own. */
function withoutSockets(input: InputBefore): InputBefore {
  return { ...input, inherited: { ...input.inherited, descriptors: {}, predecessor: undefined } };
}

/** Loads the code only if something is exported. */
async function linkExports(
  exports: ExportsLink,
  caFile: string | undefined,
): Promise<ExportThread> {
  const { linkExportThread } = await import('./bridge/export-thread.ts');
  return linkExportThread(exports, caFile);
}

/** A message of an app whose main file does not call `runServer()` in the thread: any value. */
type OtherMessage = { readonly kind?: undefined } | null | undefined;

async function startThread(
  { entryPath, env, schedule }: Pick<World, 'entryPath' | 'env' | 'schedule'>,
  {
    input,
    operations,
    pulse,
    log,
    standing,
    writeAudit,
    exports,
    caFile,
  }: StartManagementOptions & Pick<ManagementInput, 'pulse'>,
): Promise<Worker> {
  const { port1, port2 } = new MessageChannel();
  offer(port1, operations);
  port1.unref();
  const exporting = exports && (await linkExports(exports, caFile));
  const data: ManagementInput = {
    ...input,
    standing: standing(),
    pulse,
    port: port2,
    exports: exporting?.input,
  };
  const worker = new Worker(entryPath, {
    name: 'management',
    workerData: wrapInput('management', data),
    transferList: exporting === undefined ? [port2] : [port2, exporting.input.port],
    // Without a copy, Node makes its own, and crashes if a name in it is empty or not UTF-8.
    env: { ...env },
  });
  worker.unref();
  const listening = Promise.withResolvers<undefined>();
  worker.on('message', (report: ManagementReport | OtherMessage) => {
    if (report?.kind === undefined)
      listening.reject(new Fault('MANAGEMENT_NOT_STARTED', undefined));
    else if (report.kind === 'audit') writeAudit(report.line);
    else if (report.kind === 'log') log[report.level](report.facts, report.message);
    else if (report.kind === 'listening') listening.resolve(undefined);
    else if (report.kind === 'sockets')
      return; // askForSockets() listens itself
    else listening.reject(new Fault(report.code, report.facts as never)); // as the thread created it
  });
  worker.on('error', (error) => {
    log.error({ err: error }, 'management thread failed');
    listening.reject(error);
  });
  worker.once('exit', () => {
    listening.reject(new Fault('MANAGEMENT_NOT_STARTED', undefined));
    port1.close();
    exporting?.close();
  });
  const cancel = schedule(START_DEADLINE_MS, () => {
    // A report that has arrived while this thread was blocked is read first.
    setImmediate(() => {
      listening.reject(new Fault('MANAGEMENT_NOT_STARTED', undefined));
    });
  });
  try {
    await listening.promise;
  } catch (error) {
    await worker.terminate();
    throw error;
  } finally {
    cancel();
  }
  exporting?.open();
  return worker;
}
