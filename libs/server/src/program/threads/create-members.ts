import { setTimeout as sleep } from 'node:timers/promises';
import { createFlightMemory, type FlightMemory } from '../../management/flight/flight-memory.ts';
import type { Fleet } from '../../management/fleet/fleet.ts';
import {
  openSlot,
  type FleetMemory,
  type ThreadSlot,
} from '../../lifecycle/threads/fleet-memory.ts';
import { EX } from '../../world/faults/sysexits.ts';
import type { World } from '../../world/world.ts';
import { createHandOver, type HandOver } from './hand-over.ts';
import type { ServingInput } from './messages.ts';
import { planResources } from './plan-resources.ts';
import type { EndReason, ThreadEnd } from './describe-end.ts';
import { startThread, type StartedThread, type StartThreadOptions } from './start-thread.ts';

/** What the threads are started with, and what is called at their end. */
export interface MembersOptions {
  readonly count: number;
  readonly memory: FleetMemory;
  /** Returns what a thread that starts now gets. */
  readonly input: () => Omit<
    ServingInput,
    'operations' | 'index' | 'count' | 'memory' | 'outlets' | 'flight'
  >;
  /** Milliseconds that the start of a thread may take. */
  readonly startTimeoutMs: number;
  /** Called when a thread takes longer. */
  readonly onUnstarted: (index: number) => void;
  readonly onStanding: () => void;
  /** Called when a thread has begun to serve. */
  readonly onServing: (member: Member) => void;
  readonly onLogger: (name: string) => void;
  readonly exportLines: StartThreadOptions['exportLines'];
  readonly onEnd: (index: number, end: ThreadEnd) => void;
}

/** One of the threads that run. */
export interface Member {
  readonly index: number;
  readonly thread: StartedThread;
  readonly handOver: HandOver;
  /** Resolves when it has ended; the connections of one that did not end in order are cut. */
  readonly ended: Promise<ThreadEnd>;
  /** Resolves after `terminate` when it has ended, or soon if native code keeps it. */
  readonly terminated: Promise<ThreadEnd>;
  /** Ends it at once; returns `terminated`. */
  readonly terminate: (reason: EndReason, error?: Error) => Promise<ThreadEnd>;
  /** Whether its app is assembled, so that it can end in order. */
  isStarted: boolean;
  isServing: boolean;
}

/** The threads that run. */
export interface Members {
  /** Memory of each thread's flight recorder, by position. */
  readonly flight: readonly FlightMemory[];
  readonly launch: (index: number) => Member;
  readonly all: () => readonly Member[];
  /** Those that connections can be handed to, in order of their index. */
  readonly serving: () => readonly Member[];
  readonly find: (index: number) => Member | undefined;
  readonly onEnded: Fleet['onEnded'];
  readonly tapStarts: Fleet['tapStarts'];
}

/** Creates the list of threads, empty at first. */
export function createMembers(
  world: Pick<World, 'entryPath' | 'env' | 'stdout' | 'monotonicMs' | 'schedule'>,
  options: MembersOptions,
): Members {
  const { count, memory } = options;
  const flights = Array.from({ length: count }, createFlightMemory);
  const members = new Map<number, Member>();
  const listeners: Parameters<Fleet['onEnded']>[0][] = [];
  const starts = createStartTaps();
  let serving: readonly Member[] = [];
  function refresh(): void {
    serving = [...members.values()]
      .filter(({ isServing }) => isServing)
      .sort((a, b) => a.index - b.index);
  }
  function finish(index: number, ended: ThreadEnd): ThreadEnd {
    const slot = openSlot(memory, index);
    // Those that it had not taken up are reset with it: their messages are dropped, and Node closes what they carry.
    const drained = ended.drained ?? { cutCount: slot.open(), missedCount: 0 };
    members.delete(index);
    refresh();
    slot.vacate();
    for (const listener of listeners) listener(index, ended.metrics);
    const end = { ...ended, drained };
    options.onEnd(index, end);
    return end;
  }
  return {
    flight: flights,
    all: () => [...members.values()],
    serving: () => serving,
    find: (index) => members.get(index),
    tapStarts: starts.tap,
    onEnded: (listener) => void listeners.push(listener),
    launch: (index) => {
      const slot = openSlot(memory, index);
      slot.reset(world.monotonicMs());
      const outlets = starts.openOutlets(index);
      const flight = flights[index - 1] ?? createFlightMemory();
      const input = { ...options.input(), index, count, memory, outlets, flight };
      const thread = startThread(world, {
        ...options,
        input,
        resourceLimits: planResources(count),
      });
      const handOver = createHandOver(thread, slot, world.monotonicMs);
      const ended = thread.ended.then((outcome) => finish(index, outcome));
      const member = createMember({ index, thread, handOver, ended }, slot);
      members.set(index, member);
      limitStart(world, member, options);
      followStart(member, () => {
        refresh();
        options.onServing(member);
      });
      return member;
    },
  };
}

function createMember(
  base: Pick<Member, 'index' | 'thread' | 'handOver' | 'ended'>,
  slot: ThreadSlot,
): Member {
  const terminated = Promise.withResolvers<ThreadEnd>();
  return {
    ...base,
    terminated: terminated.promise,
    terminate: (reason, error) => {
      base.thread.terminate(reason, error);
      terminated.resolve(Promise.race([base.ended, abandoned({ reason, error }, slot)]));
      return terminated.promise;
    },
    isStarted: false,
    isServing: false,
  };
}

/** Marks what a thread has reached. */
function followStart(member: Member, onServing: () => void): void {
  void member.thread.started.then(() => (member.isStarted = true));
  void member.thread.serving.then(() => {
    member.isServing = true;
    onServing();
  });
}

/** Calls back if a thread takes too long to start. */
function limitStart(
  { schedule }: Pick<World, 'schedule'>,
  { index, thread: { started, ended } }: Member,
  { startTimeoutMs, onUnstarted }: MembersOptions,
): void {
  const cancel = schedule(startTimeoutMs, () => {
    onUnstarted(index);
  });
  void Promise.race([started, ended]).then(cancel);
}

/** Creates the list of those who follow the lines of each thread that starts. */
function createStartTaps() {
  const taps = new Set<Parameters<Fleet['tapStarts']>[0]>();
  return {
    openOutlets: (index: number) => Array.from(taps, (open) => open(index)),
    tap: (open: Parameters<Fleet['tapStarts']>[0]) => {
      taps.add(open);
      return () => void taps.delete(open);
    },
  };
}

/** How long the end of a thread may take that runs JavaScript. */
const END_MS = 100;

/** Resolves with the end of a thread that native code keeps: its connections are cut when the process ends. */
async function abandoned(
  { reason, error }: Pick<ThreadEnd, 'reason' | 'error'>,
  slot: ThreadSlot,
): Promise<ThreadEnd> {
  await sleep(END_MS);
  const drained = { cutCount: slot.open(), missedCount: 0 };
  return { reason, error, exitCode: EX.FAILURE, drained, metrics: undefined };
}
