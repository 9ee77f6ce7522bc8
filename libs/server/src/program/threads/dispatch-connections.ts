import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { World } from '../../world/world.ts';
import { chooseThread } from './choose-thread.ts';
import type { Member } from './create-members.ts';
import type { HandOver } from './hand-over.ts';

/** Most connections that wait for a thread: as many as node:net lets the kernel keep by default. */
export const MAX_WAITING = 511;

export interface WaitingOptions {
  /** Returns the milliseconds after which a connection that waits is refused. */
  readonly waitMs: () => number;
  readonly schedule: World['schedule'];
}

/** Hands connections to the threads that serve; while there is none, they wait for the first, up to a limit. */
export function createDispatcher(
  serving: () => readonly Pick<Member, 'handOver'>[],
  { waitMs, schedule }: WaitingOptions,
) {
  /** Sockets in order of their arrival, with what cancels their limit. */
  const waiting = new Map<Socket, () => void>();
  let last = -1;
  function choose(): HandOver | undefined {
    const candidates = serving().map(({ handOver }) => handOver);
    last = chooseThread(candidates, last);
    return candidates[last];
  }
  function take(socket: Socket): void {
    waiting.get(socket)?.();
    waiting.delete(socket);
  }
  return {
    /** @param refuse Called if no thread takes the connection. */
    hand: (socket: Socket, refuse: () => void): void => {
      const chosen = choose();
      if (chosen !== undefined) chosen.hand(socket);
      else if (waiting.size >= MAX_WAITING) refuse();
      else
        waiting.set(
          socket,
          schedule(waitMs(), () => {
            take(socket);
            refuse();
          }),
        );
    },
    waiting: () => waiting.size,
    /** Call it when a thread has begun to serve, or serves again. */
    resume: (): void => {
      for (const socket of [...waiting.keys()]) {
        const chosen = choose();
        if (chosen === undefined) return;
        take(socket);
        chosen.hand(socket);
      }
    },
    /** Closes the connections that wait; returns the number of those whose clients had sent something. */
    drop: async (): Promise<number> => {
      const sockets = [...waiting.keys()];
      for (const socket of sockets) take(socket);
      const sent = await findSent(sockets);
      for (const socket of sockets) socket.destroy();
      return sent.size;
    },
  };
}

/** Reads what has arrived on connections that nothing was read from; returns those on which something had. */
async function findSent(sockets: readonly Socket[]): Promise<ReadonlySet<Socket>> {
  const sent = new Set<Socket>();
  if (sockets.length === 0) return sent;
  for (const socket of sockets)
    socket
      .on('error', () => undefined) // a client that has left
      .once('data', () => sent.add(socket))
      .resume();
  await nextTurn(); // may have no poll in it
  await nextTurn();
  return sent;
}

/** Hands a thread no connection until the returned function is called, which also hands on those that wait. */
export function suspend(handOver: HandOver | undefined, handOn: () => void): () => void {
  handOver?.suspend(true);
  return () => {
    handOver?.suspend(false);
    handOn();
  };
}
