import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { ThreadKind, ThreadStart } from './world.ts';

/** What the server passes to a thread of its own. An app's thread runs the same file with other data. */
interface ThreadData {
  readonly tscratchThread: ThreadKind;
  readonly input: unknown;
}

/** Returns the `workerData` for a thread of the server. */
export function wrapInput(kind: ThreadKind, input: unknown): ThreadData {
  return { tscratchThread: kind, input };
}

/** Reads how this thread was started; undefined in the main thread and in a thread of the app. */
export function readThreadStart(): ThreadStart | undefined {
  const data: unknown = workerData;
  if (isMainThread || parentPort === null || !isThreadData(data)) return undefined;
  const port = parentPort;
  return {
    kind: data.tscratchThread,
    input: data.input,
    report: (message, transferred = []) => {
      port.postMessage(message, [...transferred]);
    },
    onMessage: (listener) => {
      port.on('message', listener);
    },
  };
}

function isThreadData(data: unknown): data is ThreadData {
  return typeof data === 'object' && data !== null && 'tscratchThread' in data;
}
