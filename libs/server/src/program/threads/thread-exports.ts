import type { SendLines } from '../export-logs.ts';
import type { ThreadReport } from './messages.ts';

/** The way of a serving thread's log lines to the collector: through the main thread, one batch at a time. */
export interface ThreadExports {
  readonly send: SendLines;
  /** Handles the main thread's answer that the export of the latest batch has ended. */
  readonly onExported: () => void;
  /** Call it at the end of the thread: from now on no answer is waited for. */
  readonly end: () => void;
}

/** Creates the exports of a thread. */
export function createThreadExports(report: (message: ThreadReport) => void): ThreadExports {
  let waiting: PromiseWithResolvers<undefined> | undefined;
  let isEnding = false;
  const release = (): void => {
    waiting?.resolve(undefined);
    waiting = undefined;
  };
  return {
    send: async (batch) => {
      report({ kind: 'export', batch });
      if (isEnding) return;
      waiting = Promise.withResolvers();
      await waiting.promise;
    },
    onExported: release,
    end: () => {
      isEnding = true;
      release();
    },
  };
}
