import type { Socket } from 'node:net';
import { createTestExchange } from '../../../testing/create-exchange.ts';
import { isWriteStalled } from './write-stall.ts';

const LIMIT_MS = 100;

/** The counts of a socket: bytes written by the handler, queued in Node, and in the current write. */
interface Counts {
  bytesWritten: number;
  writableLength: number;
  _handle: { writeQueueSize: number } | null;
}

function start(counts: Counts): (nowMs: number) => boolean {
  const { exchange, response } = createTestExchange();
  Object.assign(response, { socket: counts as unknown as Socket });
  return (nowMs) => isWriteStalled(exchange, nowMs, LIMIT_MS);
}

describe('isWriteStalled()', () => {
  it('is true once the kernel has accepted nothing for longer than the limit', () => {
    const isStalledAt = start({ bytesWritten: 50, writableLength: 10, _handle: null });
    expect([1_000, 1_100, 1_101].map(isStalledAt)).toEqual([false, false, true]);
  });

  it('is false while nothing waits to be sent', () => {
    const isStalledAt = start({ bytesWritten: 50, writableLength: 0, _handle: null });
    expect([1_000, 2_000, 3_000].map(isStalledAt)).toEqual([false, false, false]);
  });

  it('starts again with each byte that the kernel accepts of one large write', () => {
    const handle = { writeQueueSize: 50 };
    const isStalledAt = start({ bytesWritten: 50, writableLength: 10, _handle: handle });
    expect([1_000, 1_100].map(isStalledAt)).toEqual([false, false]);
    handle.writeQueueSize = 49;
    expect([1_101, 1_201, 1_202].map(isStalledAt)).toEqual([false, false, true]);
  });

  it('is not deceived by what the handler adds to the queue', () => {
    const counts = { bytesWritten: 50, writableLength: 10, _handle: null };
    const isStalledAt = start(counts);
    expect(isStalledAt(1_000)).toBe(false);
    counts.bytesWritten += 30;
    counts.writableLength += 30;
    expect(isStalledAt(1_101)).toBe(true);
  });

  it('is false for an answer that waits for an earlier one of its connection', () => {
    const { exchange } = createTestExchange();
    expect(isWriteStalled(exchange, 60_000, LIMIT_MS)).toBe(false);
  });
});
