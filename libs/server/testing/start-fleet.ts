import { MessageChannel } from 'node:worker_threads';
import {
  createOperations,
  type MainOperations,
} from '../src/management/admin/operations/create-operations.ts';
import { offer, reach } from '../src/management/bridge/remote.ts';
import type { Fleet, ServingThread } from '../src/management/fleet/fleet.ts';
import { createFleetMemory } from '../src/lifecycle/threads/fleet-memory.ts';
import { startApp, type AppInput, type RunningApp } from './start-app.ts';

/** Long enough for each answer; a thread that is stuck never answers. */
const ANSWER_MS = 20_000;

/** Apps in this thread that are reached like the serving threads of a process. */
export interface TestFleet extends AsyncDisposable, Fleet {
  /** The app of each thread, from index 1. */
  readonly apps: readonly RunningApp[];
  /** The parts of the main thread. */
  readonly main: RunningApp;
  /** Lets a thread answer no more. */
  readonly block: (index: number) => void;
  /** Ends a thread, with the last metrics that it sent. */
  readonly end: (index: number, metrics?: ReturnType<RunningApp['metrics']['snapshot']>) => void;
  /** Lets a second pass. */
  readonly tick: () => void;
  /** Starts another app in place of a thread that has ended. */
  readonly replace: (index: number) => Promise<RunningApp>;
}

/** Starts an app for the main thread and one for each serving thread. */
export async function startFleet(count: number, input: AppInput = {}): Promise<TestFleet> {
  const stack = new AsyncDisposableStack();
  const start = async (): Promise<RunningApp> => stack.use(await startApp(input));
  const main = await start();
  const threads = new Map<number, ServingThread>();
  const apps: RunningApp[] = [];
  const listeners: Parameters<Fleet['onEnded']>[0][] = [];
  const taps = new Set<Parameters<Fleet['tapStarts']>[0]>();
  const seconds: (() => void)[] = [];
  let lastThreadId = 0;
  const add = async (index: number): Promise<RunningApp> => {
    const app = await start();
    const { port1, port2 } = new MessageChannel();
    stack.defer(() => {
      port1.close();
    });
    const operated = createOperations(app.managed);
    offer(port1, operated);
    for (const open of taps) {
      const { filter, port } = open(index);
      operated.streamLines(filter, port);
    }
    const operations = reach<MainOperations>(port2, ANSWER_MS);
    threads.set(index, { index, threadId: (lastThreadId += 1), operations });
    return app;
  };
  for (let index = 1; index <= count; index += 1) apps.push(await add(index));
  return {
    count,
    threads: () => [...threads.values()].sort((a, b) => a.index - b.index),
    memory: createFleetMemory(count),
    onEnded: (listener) => void listeners.push(listener),
    tapStarts: (open) => {
      taps.add(open);
      return () => void taps.delete(open);
    },
    onSecond: (listener) => void seconds.push(listener),
    tick: () => {
      for (const listener of seconds) listener();
    },
    apps,
    main,
    block: (index) => {
      const thread = threads.get(index);
      if (thread === undefined) return;
      const { port1, port2 } = new MessageChannel(); // nothing is offered at the other end
      stack.defer(() => {
        port1.close();
      });
      threads.set(index, { ...thread, operations: reach<MainOperations>(port2, 1) });
    },
    end: (index, metrics) => {
      threads.delete(index);
      for (const listener of listeners) listener(index, metrics);
    },
    replace: add,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
