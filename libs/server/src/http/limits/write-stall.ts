import type { Socket } from 'node:net';
import type { Exchange } from '../exchange.ts';
import { kernelBacklogOf } from '../private-surfaces.ts';
import { progressOf } from './progress.ts';

/**
 * Returns whether an answer waits for its reader and the kernel has accepted no byte of it for too
 * long. Time in which the handler has written nothing, as between two events of a stream, does not count.
 *
 * `socket.setTimeout()` does not do: each write restarts it, so that the heartbeats of a stream that
 * no client reads would keep the stream open and fill memory without end.
 */
export function isWriteStalled(exchange: Exchange, nowMs: number, limitMs: number): boolean {
  const { socket } = exchange.response;
  if (socket === null) return false; // an earlier answer of a pipelined connection is not finished
  const progress = progressOf(exchange);
  const sentBytes = sentBytesOf(socket);
  if (socket.writableLength === 0 || sentBytes !== progress.sentBytes) {
    progress.sentBytes = sentBytes;
    progress.sentMs = nowMs;
  }
  return nowMs - progress.sentMs > limitMs;
}

/** Grows with the bytes that the kernel accepts, within one large write too, and not with bytes queued behind them. */
export function sentBytesOf(socket: Socket): number {
  return socket.bytesWritten - socket.writableLength - kernelBacklogOf(socket);
}
