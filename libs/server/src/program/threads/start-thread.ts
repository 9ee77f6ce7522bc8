import {
  MessageChannel,
  Worker,
  type ResourceLimits,
  type Transferable,
} from 'node:worker_threads';
import type { MainOperations } from '../../management/admin/operations/create-operations.ts';
import { reach, type Remote } from '../../management/bridge/remote.ts';
import { wrapInput } from '../../world/thread-start.ts';
import type { World } from '../../world/world.ts';
import type { SendLines } from '../export-logs.ts';
import { describeEnd, errorOf, type EndReason, type Seen, type ThreadEnd } from './describe-end.ts';
import type { ServingInput, ThreadOrder, ThreadReport, ThreadStanding } from './messages.ts';

/** How long a thread may take to answer an operation; below the management thread's own limit. */
const ANSWER_DEADLINE_MS = 1_500;
/** How long its reload may take; systemd waits for that of the process for TimeoutStartSec=, 30 s in our unit. */
const RELOAD_DEADLINE_MS = 20_000;

/** A running thread as the main thread sees it. */
export interface StartedThread {
  readonly threadId: number;
  readonly operations: Remote<MainOperations>;
  readonly send: (order: ThreadOrder, transferred?: readonly Transferable[]) => void;
  /** Resolves when the app is assembled; never rejects. */
  readonly started: Promise<undefined>;
  /** Resolves when connections can be handed to it; never rejects. */
  readonly serving: Promise<undefined>;
  /** Resolves when it has ended. */
  readonly ended: Promise<ThreadEnd>;
  readonly standing: () => ThreadStanding | undefined;
  /** Ends it at once, with its connections; one in native code only once its call returns. */
  readonly terminate: (reason: EndReason, error?: Error) => void;
  /** Whether it was ended and still runs, in native code. */
  readonly isEnding: () => boolean;
}

export interface StartThreadOptions {
  readonly input: Omit<ServingInput, 'operations'>;
  readonly resourceLimits: ResourceLimits;
  readonly onStanding: () => void;
  readonly onLogger: (name: string) => void;
  /** Exports log lines; undefined if the log is not exported. */
  readonly exportLines: SendLines | undefined;
}

/** Starts a serving thread from the program's own file. */
export function startThread(
  { entryPath, env, stdout }: Pick<World, 'entryPath' | 'env' | 'stdout'>,
  { input, resourceLimits, ...options }: StartThreadOptions,
): StartedThread {
  const { port1, port2 } = new MessageChannel();
  const data: ServingInput = { ...input, operations: port2 };
  const worker = new Worker(entryPath, {
    name: `serving-${input.index}`,
    workerData: wrapInput('serving', data),
    transferList: [port2, ...input.outlets.map(({ port }) => port)],
    resourceLimits,
    env: { ...env }, // without a copy, Node makes its own, and crashes if a name in it is empty or not UTF-8
  });
  const { threadId } = worker;
  const started = Promise.withResolvers<undefined>();
  const serving = Promise.withResolvers<undefined>();
  const ended = Promise.withResolvers<ThreadEnd>();
  const seen: Seen = {};
  let isRunning = true;
  const send: StartedThread['send'] = (order, transferred = []) => {
    // A transfer to a thread that has ended would leave the socket open, with nobody to close it.
    if (isRunning) worker.postMessage(order, transferred);
  };
  const receive = createReceiver(seen, { ...options, send, stdout, started, serving });
  worker.on('message', receive);
  worker.on('error', (error) => {
    seen.error = error;
  });
  worker.once('exit', (exitCode) => {
    isRunning = false;
    port1.close();
    ended.resolve(describeEnd(seen, exitCode));
  });
  return {
    threadId,
    operations: reach<MainOperations>(port1, ANSWER_DEADLINE_MS, { reload: RELOAD_DEADLINE_MS }),
    send,
    started: started.promise,
    serving: serving.promise,
    ended: ended.promise,
    standing: () => seen.standing,
    terminate: (reason, error) => {
      seen.reason = reason;
      seen.error ??= error;
      void worker.terminate();
    },
    isEnding: () => isRunning && seen.reason !== undefined,
  };
}

interface ReceiverOptions
  extends
    Pick<StartThreadOptions, 'onStanding' | 'onLogger' | 'exportLines'>,
    Pick<StartedThread, 'send'>,
    Pick<World, 'stdout'> {
  readonly started: PromiseWithResolvers<undefined>;
  readonly serving: PromiseWithResolvers<undefined>;
}

/** Creates what handles the reports of a thread, and keeps what they say of it. */
function createReceiver(
  seen: Seen,
  { onStanding, onLogger, exportLines, send, stdout, started, serving }: ReceiverOptions,
): (message: unknown) => void {
  return (report) => {
    if (!isReport(report)) return;
    switch (report.kind) {
      case 'lines':
        stdout.write(report.bytes, (error) => {
          send({ kind: 'written', isLost: error instanceof Error });
        });
        break;
      case 'started':
        seen.hasStarted = true;
        started.resolve(undefined);
        break;
      case 'serving':
        serving.resolve(undefined);
        break;
      case 'standing':
        seen.standing = report.standing;
        onStanding();
        break;
      case 'logger':
        onLogger(report.name);
        break;
      case 'export':
        void exportLines?.(report.batch).then(() => {
          send({ kind: 'exported' });
        });
        break;
      case 'drained':
        seen.drained = report;
        break;
      case 'metrics':
        seen.metrics = report.metrics;
        break;
      case 'fault':
      case 'failed':
        seen.error = errorOf(report);
    }
  };
}

/** The app of a thread may also send messages to the main thread: they say nothing to the server. */
function isReport(message: unknown): message is ThreadReport {
  return typeof message === 'object' && message !== null && 'kind' in message;
}
