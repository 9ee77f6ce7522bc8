import type { MessagePort } from 'node:worker_threads';
import type { LogTap } from '../../../telemetry/log/log-taps.ts';
import type { Loggers } from '../../../telemetry/log/loggers.ts';
import { OperationError } from '../../bridge/operation-error.ts';

/** Lines that wait for one reader; further ones are dropped and counted, so that no reader holds up the server. */
export const MAX_WAITING_LINES = 1_000;

/** Lines for a reader that asked for more. */
export interface LineBatch {
  readonly lines: readonly string[];
  /** Lines that this reader has missed so far. */
  readonly droppedCount: number;
}

/** Hands out log lines. */
export function createLogOperations({ loggers }: { readonly loggers: Loggers }) {
  return {
    recentLines: loggers.recentLines,
    /** Sends lines through the port, a batch for each message that comes, until its other end closes. */
    streamLines: (wanted: Omit<LogTap, 'take'>, port: MessagePort): void => {
      const sender = createSender(port);
      const end = loggers.listen({ ...wanted, take: sender });
      if (end === undefined) {
        port.close();
        throw new OperationError(
          404,
          `No logger is called ${JSON.stringify(wanted.logger)}; GET /loggers lists them`,
        );
      }
      port.on('close', end);
    },
  };
}

function createSender(port: MessagePort): (line: string) => void {
  let waiting: string[] = [];
  let droppedCount = 0;
  let isAwaited = false;
  const send = (): void => {
    if (!isAwaited || waiting.length === 0) return;
    port.postMessage({ lines: waiting, droppedCount } satisfies LineBatch);
    isAwaited = false;
    waiting = [];
  };
  port.on('message', () => {
    isAwaited = true;
    send();
  });
  port.unref();
  return (line) => {
    if (waiting.length === MAX_WAITING_LINES) {
      droppedCount += 1;
      return;
    }
    waiting.push(line);
    if (waiting.length === 1) setImmediate(send); // the lines of one turn go together
  };
}
