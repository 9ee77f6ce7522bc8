import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { LogTap } from '../../telemetry/log/log-taps.ts';
import type { Loggers } from '../../telemetry/log/loggers.ts';
import { createSender, noLogger, type LineBatch } from '../admin/operations/logs.ts';
import type { Fleet } from './fleet.ts';

type Filter = Omit<LogTap, 'take'>;

/**
 * Creates the function that sends the lines of all threads through one port, until its other end closes. A thread
 * that starts meanwhile is followed from its first line, and one that is just starting as soon as the reader asks
 * for more.
 *
 * @throws {OperationError} 404 if no logger has the name.
 */
export function createFleetLines(fleet: Fleet, loggers: Pick<Loggers, 'listen'>) {
  return (filter: Filter, port: MessagePort): void => {
    const joint = joinLines();
    const take = createSender(port, joint.droppedCount);
    const end = loggers.listen({ ...filter, take });
    if (end === undefined) throw noLogger(port, filter);
    const followNew = (): void => {
      for (const { index, operations } of fleet.threads()) {
        if (joint.isFollowed(index)) continue;
        // A logger that this thread lacks has no lines, and a stuck thread sends its lines later.
        operations.streamLines(filter, joint.follow(index, take)).catch(() => undefined);
      }
    };
    followNew();
    const endTap = fleet.tapStarts((index) => ({ filter, port: joint.follow(index, take) }));
    port.on('message', followNew);
    port.on('close', () => {
      end();
      endTap();
      joint.close();
    });
  };
}

/** Creates what receives the lines of several threads for one reader. */
function joinLines() {
  /** Port of the thread that runs, by its index. */
  const ports = new Map<number, MessagePort>();
  /** All ports, with the lines that their threads have dropped. */
  const dropped = new Map<MessagePort, number>();
  return {
    isFollowed: (index: number): boolean => ports.has(index),
    /** Returns the port for the lines of a thread; those of an earlier one with the same index still arrive. */
    follow: (index: number, take: (line: string) => void): MessagePort => {
      const { port1, port2 } = new MessageChannel();
      ports.set(index, port1);
      dropped.set(port1, 0);
      port1.on('message', ({ lines, droppedCount }: LineBatch) => {
        dropped.set(port1, droppedCount);
        lines.forEach(take);
        port1.postMessage('more');
      });
      port1.on('close', () => {
        if (ports.get(index) === port1) ports.delete(index);
      });
      port1.unref();
      port1.postMessage('more');
      return port2;
    },
    /** Number of lines that the threads have dropped for this reader. */
    droppedCount: (): number => Array.from(dropped.values()).reduce((a, b) => a + b, 0),
    close: (): void => {
      for (const port of dropped.keys()) port.close();
    },
  };
}
