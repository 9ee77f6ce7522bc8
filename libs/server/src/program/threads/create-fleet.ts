import type { Socket } from 'node:net';
import type { Drained } from '../../lifecycle/drain.ts';
import {
  createFleetMemory,
  openSlot,
  type ThreadSlot,
} from '../../lifecycle/threads/fleet-memory.ts';
import type { FlightMemory } from '../../management/flight/flight-memory.ts';
import type { Fleet, ServingThread } from '../../management/fleet/fleet.ts';
import { Fault } from '../../world/faults/fault.ts';
import type { World } from '../../world/world.ts';
import { createDispatcher, suspend } from './dispatch-connections.ts';
import { createMembers, type Member, type Members, type MembersOptions } from './create-members.ts';
import type { StopPlan } from './end-thread.ts';
import type { DrainOrder, ThreadOrder, ThreadStanding } from './messages.ts';
import type { ThreadEnd } from './describe-end.ts';
import type { StartedThread } from './start-thread.ts';

/** The serving threads with what controls them. */
export interface FleetControl extends Fleet {
  /** Starts all threads; rejects if one of them cannot start. */
  readonly start: () => Promise<void>;
  /** Starts the thread of an index again. */
  readonly restart: (index: number) => void;
  /** Hands a connection to a thread; it waits while there is none, and is refused after too long, or if too many wait. */
  readonly hand: (socket: Socket, refuse: () => void) => void;
  /** Number of open connections on all threads, and of those that wait for one. */
  readonly open: () => number;
  /** Number of requests in progress on all threads, at their last beats. */
  readonly inFlight: () => number;
  readonly broadcast: (order: ThreadOrder) => void;
  /** Makes all threads drain, those that begin to serve later too. */
  readonly drain: (order: DrainOrder) => void;
  /** States of the threads that serve. */
  readonly standings: () => readonly ThreadStanding[];
  /** Calls the listener when the state of a thread has changed. */
  readonly onStanding: (listener: () => void) => void;
  /** Ends all threads in order; resolves when they have ended. */
  readonly stop: (plan: StopPlan) => Promise<Drained>;
  /** Hands a thread no connection until the returned function is called. */
  readonly suspend: (index: number) => () => void;
  /** Ends a thread at once, because it is stuck. */
  readonly endStuck: (index: number) => void;
  /** Ends a thread at once, because its start takes too long. */
  readonly endUnstarted: (index: number) => void;
  /** Indexes of the threads that were ended and still run, in native code: the process cannot exit in order. */
  readonly blocked: () => readonly number[];
  /** Ends all threads at once. */
  readonly terminate: () => Promise<void>;
  /** The slots of all threads, by position. */
  readonly slots: readonly ThreadSlot[];
  /** Memories of the flight recorders of all threads, by position. */
  readonly flight: readonly FlightMemory[];
}

export interface FleetOptions extends Pick<
  MembersOptions,
  'count' | 'input' | 'onLogger' | 'exportLines' | 'startTimeoutMs' | 'onUnstarted'
> {
  /** Called for each thread that has ended without an order. */
  readonly onDeath: MembersOptions['onEnd'];
  /** Returns the milliseconds that a connection may wait for a thread. */
  readonly waitMs: () => number;
  readonly onSecond: Fleet['onSecond'];
}

/** Creates the serving threads of a process; none is started yet. */
export function createFleet(
  world: Pick<World, 'entryPath' | 'env' | 'stdout' | 'monotonicMs' | 'schedule'>,
  options: FleetOptions,
): FleetControl {
  const { count, onDeath, startTimeoutMs } = options;
  const memory = createFleetMemory(count);
  const indexes = Array.from({ length: count }, (_, position) => position + 1);
  const slots = indexes.map((index) => openSlot(memory, index));
  const standingListeners: (() => void)[] = [];
  let isEnding = false;
  const members = createMembers(world, {
    ...options,
    memory,
    onServing: ({ thread }) => {
      draining.tell(thread);
      dispatcher.resume();
    },
    onStanding: () => {
      for (const listener of standingListeners) listener();
    },
    onEnd: (index, end) => {
      const isFirst = slots[index - 1]?.generation() === 0;
      if (isDeath(end, isFirst)) onDeath(index, end);
    },
  });
  const dispatcher = createDispatcher(() => members.serving(), {
    waitMs: options.waitMs,
    schedule: world.schedule,
  });
  const draining = createDrainOrder(() => members.serving());
  return {
    count,
    memory,
    slots,
    flight: members.flight,
    threads: () => members.serving().map(describeMember),
    onEnded: members.onEnded,
    tapStarts: members.tapStarts,
    onSecond: options.onSecond,
    start: async () => {
      await Promise.all(indexes.map((index) => started(members.launch(index))));
    },
    restart: (index) => {
      if (isEnding) return;
      openSlot(memory, index).addGeneration();
      members.launch(index);
    },
    hand: dispatcher.hand,
    open: () => dispatcher.waiting() + sum(slots, (slot) => slot.open()),
    inFlight: () => sum(slots, (slot) => slot.inFlight()),
    broadcast: (order) => {
      for (const { thread } of members.all()) thread.send(order);
    },
    drain: draining.order,
    standings: () => members.serving().flatMap(({ thread }) => thread.standing() ?? []),
    onStanding: (listener) => void standingListeners.push(listener),
    stop: async (plan) => {
      isEnding = true;
      return stopAll(members, plan, dispatcher.drop());
    },
    suspend: (index) => suspend(members.find(index)?.handOver, dispatcher.resume),
    ...createEnders(members, startTimeoutMs),
    blocked: () => members.all().flatMap(({ index, thread }) => (thread.isEnding() ? [index] : [])),
    terminate: async () => {
      isEnding = true;
      await dispatcher.drop();
      await Promise.all(members.all().map(({ terminate }) => terminate('ordered')));
    },
  };
}

/** Returns whether a thread has ended without an order. If the first start fails, start() throws its error. */
function isDeath({ reason }: ThreadEnd, isFirst: boolean): boolean {
  return reason !== 'ordered' && !(isFirst && reason === 'start failed');
}

function describeMember({ index, thread: { threadId, operations } }: Member): ServingThread {
  return { index, threadId, operations };
}

/** Creates what sends the order to drain to the threads that serve, and to those that begin to later. */
function createDrainOrder(serving: Members['serving']) {
  let given: DrainOrder | undefined;
  return {
    order: (order: DrainOrder): void => {
      given = order;
      for (const { thread } of serving()) thread.send(order);
    },
    tell: ({ send }: StartedThread): void => {
      if (given !== undefined) send(given);
    },
  };
}

/** Creates what ends one thread at once. */
function createEnders(
  { find }: Members,
  timeoutMs: number,
): Pick<FleetControl, 'endStuck' | 'endUnstarted'> {
  return {
    endStuck: (index) => void find(index)?.terminate('stuck'),
    endUnstarted: (index) => {
      const error = new Fault('THREAD_START_TIMEOUT', { thread: index, timeoutMs });
      void find(index)?.terminate('start failed', error);
    },
  };
}

/** How much longer than its own deadline a thread may take to end: its hooks run in that time. */
const HOOKS_MS = 800;

/**
 * Ends all threads; one that does not end itself by the deadline is ended with its connections.
 *
 * @param waiting Number of connections that no thread has taken, and on which something had arrived.
 */
async function stopAll(
  members: Members,
  plan: StopPlan,
  waiting: Promise<number>,
): Promise<Drained> {
  const ends = members.all().map((member) => stopMember(member, plan));
  const drained = (await Promise.all(ends)).map((end) => end.drained);
  return {
    cutCount: sum(drained, (one) => one?.cutCount ?? 0),
    missedCount: (await waiting) + sum(drained, (one) => one?.missedCount ?? 0),
  };
}

async function stopMember(member: Member, plan: StopPlan): Promise<ThreadEnd> {
  if (member.thread.isEnding()) return member.terminate('stuck');
  if (!member.isStarted) return member.terminate('ordered');
  member.thread.send({ kind: 'stop', ...plan });
  const late = Promise.withResolvers<ThreadEnd>();
  const timer = setTimeout(() => {
    late.resolve(member.terminate('stuck'));
  }, plan.drainMs + HOOKS_MS);
  const end = await Promise.race([member.ended, late.promise]);
  clearTimeout(timer);
  return end;
}

/** Resolves when a thread serves. @throws why it cannot. */
async function started({ thread, ended, terminated }: Member): Promise<void> {
  const end = await Promise.race([thread.serving, ended, terminated]);
  if (end === undefined) return;
  throw end.error ?? new Fault('THREAD_NOT_STARTED', { exitCode: end.exitCode });
}

function sum<Item>(items: readonly Item[], numberOf: (item: Item) => number): number {
  return items.reduce((total, item) => total + numberOf(item), 0);
}
