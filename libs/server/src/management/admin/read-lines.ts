import { Readable } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import type { LineBatch } from './operations/logs.ts';

/**
 * Streams the log lines that the main thread sends through a port, at the speed of the reader, for a
 * limited time. The last line is `{"dropped":N}`, the number of lines dropped because too many waited.
 */
export function readLines(port: MessagePort, durationMs: number): Readable {
  let droppedCount = 0;
  const stream = new Readable({
    read: () => {
      port.postMessage('more');
    },
    destroy: (error, done) => {
      clearTimeout(timer);
      port.close();
      done(error);
    },
  });
  port.on('message', ({ lines, droppedCount: count }: LineBatch) => {
    if (stream.readableEnded || stream.destroyed || isOver) return;
    droppedCount = count;
    stream.push(lines.join(''));
  });
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    stream.push(`{"dropped":${droppedCount}}\n`);
    stream.push(null);
  }, durationMs);
  return stream;
}
