import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { World } from '../world/world.ts';
import type { Beat } from '../world/beat.ts';
import { Fault } from '../world/faults/fault.ts';
import type { Log } from '../telemetry/log/log.ts';
import { createPulse, recordBeat } from './bridge/heartbeat.ts';
import { offer, type Operations } from './bridge/remote.ts';
import type { Standing } from './health/ops-view.ts';
import type { ManagementInput, ManagementOrder, ManagementReport } from './messages.ts';

/** How long after its death the thread is started again; its cause may need a moment to pass. */
const RESTART_DELAY_MS = 1_000;
const STOP_DEADLINE_MS = 500;

export interface StartManagementOptions {
  readonly log: Log;
  /** Writes a finished line to the log, whatever its level. */
  readonly writeAudit: (line: string) => void;
  /** What the management thread may ask of the main thread. */
  readonly operations: Operations;
  readonly input: Omit<ManagementInput, 'pulse' | 'port' | 'standing'>;
  /** Where the server stands now. */
  readonly standing: () => Standing;
  readonly onBeat: Beat['onBeat'];
  /** Called each time the thread is restarted. */
  readonly onRestart: () => void;
  /** Called if the thread has ended and cannot be restarted. */
  readonly crash: (error: unknown) => void;
}

/** The thread that answers operators, whatever the main thread is doing. */
export interface ManagementThread {
  /** Tells the thread the server's current state; call it when that changes. */
  readonly update: () => void;
  /** Closes the listeners and ends the thread. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts the ops and admin listeners in a thread of their own, from the program's own file, and starts
 * them again should that thread die. Sockets that were handed over die with it, so then the process
 * has to end, for which the service manager gives the next one the same sockets.
 *
 * @throws {Fault} where a listener cannot be had.
 */
export async function startManagement(
  { entryPath, monotonicMs }: Pick<World, 'entryPath' | 'monotonicMs'>,
  options: StartManagementOptions,
): Promise<ManagementThread> {
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
    const { ops, admin } = options.input.handed.descriptors;
    if (ops !== undefined || admin !== undefined) {
      options.crash(new Error('The management thread has ended, and its adopted sockets with it'));
      return;
    }
    options.log.warn('the management thread has ended, restarting it');
    options.onRestart();
    void sleep(RESTART_DELAY_MS)
      .then(start)
      .then(
        (started) => {
          worker = started.once('exit', restart);
          sentStanding = undefined; // a change while it started went to its predecessor
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
  async function start(): Promise<Worker> {
    return startThread(entryPath, { ...options, pulse });
  }
  return {
    update,
    stop: async () => {
      isStopping = true;
      const ended = once(worker, 'exit');
      send({ kind: 'stop' });
      await Promise.race([ended, sleep(STOP_DEADLINE_MS)]);
      await worker.terminate();
    },
  };
}

async function startThread(
  entryPath: string,
  {
    input,
    operations,
    pulse,
    log,
    standing,
    writeAudit,
  }: StartManagementOptions & Pick<ManagementInput, 'pulse'>,
): Promise<Worker> {
  const { port1, port2 } = new MessageChannel();
  offer(port1, operations);
  port1.unref();
  const workerData: ManagementInput = { ...input, standing: standing(), pulse, port: port2 };
  const worker = new Worker(entryPath, { name: 'management', workerData, transferList: [port2] });
  worker.unref();
  const listening = Promise.withResolvers<undefined>();
  worker.on('message', (report: ManagementReport) => {
    if (report.kind === 'audit') writeAudit(report.line);
    else if (report.kind === 'log') log[report.level](report.facts, report.message);
    else if (report.kind === 'listening') listening.resolve(undefined);
    else listening.reject(new Fault(report.code, report.facts as never)); // as the thread made it
  });
  worker.on('error', (error) => {
    log.error({ err: error }, 'the management thread failed');
    listening.reject(error);
  });
  worker.once('exit', () => {
    listening.reject(new Error('The management thread ended while starting'));
    port1.close();
  });
  await listening.promise;
  return worker;
}
