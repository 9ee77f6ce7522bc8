import type { MessagePort } from 'node:worker_threads';
import type { LogTap } from '../../../telemetry/log/log-taps.ts';
import type { Loggers } from '../../../telemetry/log/loggers.ts';
import { OperationError } from '../../bridge/operation-error.ts';

/** Most lines that wait for one reader; further lines are dropped and counted, so that no reader slows the server. */
export const MAX_WAITING_LINES = 1_000;

/** Lines for a reader that has requested more. */
export interface LineBatch {
  readonly lines: readonly string[];
  /** Lines dropped for this reader so far. */
  readonly droppedCount: number;
}

/** Creates the operations that read log lines. */
export function createLogOperations({ loggers }: { readonly loggers: Loggers }) {
  return {
    recentLines: loggers.recentLines,
    /** Sends lines through the port, one batch per received message, until the other end closes. */
    streamLines: (filter: Omit<LogTap, 'take'>, port: MessagePort): void => {
      const sender = createSender(port);
      const end = loggers.listen({ ...filter, take: sender });
      if (end === undefined) {
        port.close();
        throw new OperationError(
          404,
          `No logger is named ${JSON.stringify(filter.logger)}; GET /loggers lists all`,
        );
      }
      port.on('close', end);
    },
  };
}

function createSender(port: MessagePort): (line: string) => void {
  let waiting: string[] = [];
  let droppedCount = 0;
  let isRequested = false;
  const send = (): void => {
    if (!isRequested || waiting.length === 0) return;
    port.postMessage({ lines: waiting, droppedCount } satisfies LineBatch);
    isRequested = false;
    waiting = [];
  };
  port.on('message', () => {
    isRequested = true;
    send();
  });
  port.unref();
  return (line) => {
    if (waiting.length === MAX_WAITING_LINES) {
      droppedCount += 1;
      return;
    }
    waiting.push(line);
    if (waiting.length === 1) setImmediate(send); // sends the lines of one turn together
  };
}
