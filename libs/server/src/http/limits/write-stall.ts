import type { Socket } from 'node:net';
import type { Exchange } from '../exchange.ts';
import { kernelBacklogOf } from '../private-surfaces.ts';
import { progressOf } from './progress.ts';

/**
 * Whether an answer waits for its reader, and for too long the kernel took no byte of it. A handler
 * that has nothing to say, as between two events of a stream, is not waited for here.
 *
 * Not by `socket.setTimeout()`: each write starts that anew, so that the heartbeat of a stream that
 * nobody reads would keep it, and fill memory, for ever.
 */
export function isWriteStalled(exchange: Exchange, nowMs: number, limitMs: number): boolean {
  const { socket } = exchange.response;
  if (socket === null) return false; // its turn on a pipelined connection has not come
  const progress = progressOf(exchange);
  const sentBytes = sentBytesOf(socket);
  if (socket.writableLength === 0 || sentBytes !== progress.sentBytes) {
    progress.sentBytes = sentBytes;
    progress.sentMs = nowMs;
  }
  return nowMs - progress.sentMs > limitMs;
}

/** Grows with what the kernel takes, within one large write too, and not with what is queued behind. */
function sentBytesOf(socket: Socket): number {
  return socket.bytesWritten - socket.writableLength - kernelBacklogOf(socket);
}
