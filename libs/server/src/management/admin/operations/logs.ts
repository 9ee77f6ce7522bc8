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

/** Where lines for a reader go: one batch per message that the port receives, until its other end closes. */
export interface LineOutlet {
  readonly filter: Omit<LogTap, 'take'>;
  readonly port: MessagePort;
}

/** Creates the operations that read log lines. */
export function createLogOperations({ loggers }: { readonly loggers: Loggers }) {
  return {
    recentLines: loggers.recentLines,
    /** Sends lines through the port, one batch per received message, until the other end closes. */
    streamLines: (filter: Omit<LogTap, 'take'>, port: MessagePort): void => {
      const sender = createSender(port);
      const end = loggers.listen({ ...filter, take: sender });
      if (end === undefined) throw noLogger(port, filter);
      port.on('close', end);
    },
  };
}

/** Closes the port of a reader that asked for a logger which does not exist, and returns the error for it. */
export function noLogger(port: MessagePort, { logger }: Pick<LogTap, 'logger'>): OperationError {
  port.close();
  return new OperationError(
    404,
    `No logger is named ${JSON.stringify(logger)}; GET /loggers lists all`,
  );
}

/**
 * Returns the function that sends a line through a port, in one batch per received message.
 *
 * @param droppedBefore Returns the number of lines for this reader that were dropped before they came here.
 */
export function createSender(
  port: MessagePort,
  droppedBefore: () => number = () => 0,
): (line: string) => void {
  let waiting: string[] = [];
  let droppedCount = 0;
  let isRequested = false;
  const send = (): void => {
    if (!isRequested || waiting.length === 0) return;
    const batch: LineBatch = { lines: waiting, droppedCount: droppedCount + droppedBefore() };
    port.postMessage(batch);
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
