import type { Socket } from 'node:net';
import type { ThreadSlot } from '../../lifecycle/threads/fleet-memory.ts';
import type { Candidate } from './choose-thread.ts';
import type { StartedThread } from './start-thread.ts';

/** How long a thread that turns may take to take up a connection. */
const LATE_MS = 100;

/** The way of connections to one thread. */
export interface HandOver extends Candidate {
  readonly hand: (socket: Socket) => void;
  /** Whether the thread is to get no connection for now. */
  readonly suspend: (isSuspended: boolean) => void;
}

/** Creates the way of connections to a thread that has just been started. */
export function createHandOver(
  { send }: Pick<StartedThread, 'send'>,
  slot: ThreadSlot,
  monotonicMs: () => number,
): HandOver {
  let handed = slot.received();
  let seenReceived = handed;
  let progressMs = 0;
  let isSuspended = false;
  return {
    open: slot.open,
    isServing: () => slot.state() === 'serving' && !isSuspended,
    suspend: (suspended) => {
      isSuspended = suspended;
    },
    isLate: () => {
      const received = slot.received();
      if (received === handed) return false;
      if (received === seenReceived) return monotonicMs() - progressMs > LATE_MS;
      [seenReceived, progressMs] = [received, monotonicMs()];
      return false;
    },
    hand: (socket) => {
      if (slot.received() === handed) [seenReceived, progressMs] = [handed, monotonicMs()];
      handed = (handed + 1) | 0; // wraps around like the counter in the memory
      slot.addOpen(1);
      send({ kind: 'connection', socket }, [socket]);
    },
  };
}
