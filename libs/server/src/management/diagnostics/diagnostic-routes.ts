import type { World } from '../../world/world.ts';
import type { PulseWatch } from '../bridge/heartbeat.ts';
import { OperationError } from '../bridge/operation-error.ts';
import { preferredType } from '../../http/answer/preferred-type.ts';
import { boolean, wholeNumber } from '../../config/kinds.ts';
import { defineParameter, type Parameter } from '../server/parameter.ts';
import type { Call, Reply, Route } from '../server/route.ts';
import { count, flag, listOf, mapOf, objectOf, oneWord, text, time } from '../server/schema.ts';
import { problem } from '../server/send-reply.ts';
import type { ThreadHealth } from '../health/ops-view.ts';
import { captureThread } from './capture-thread.ts';
import { captureCpuOf, captureHeapOf } from './capture-profiles.ts';
import { seconds } from '../admin/seconds.ts';
import { inspectedParameter } from '../admin/thread-parameter.ts';
import { createSlot, type Slot } from './slot.ts';
import { readHeapUsed, snapshotNeedBytes, streamHeapDump } from './stream-heap-dump.ts';
import { captureOwnStack, renderThreadDump, type Thread, type ThreadDump } from './thread-dump.ts';
import { nameOf, type Inspected } from './thread-session.ts';

export interface DiagnosticsOptions {
  readonly program: { readonly name: string; readonly version: string };
  readonly world: Pick<World, 'now' | 'monotonicMs' | 'spareMemoryBytes'>;
  readonly pulse: PulseWatch;
  /** The serving threads; undefined if the main thread serves. */
  readonly threads?: (() => readonly ThreadHealth[]) | undefined;
}

const intervalUs = defineParameter({
  name: 'intervalUs',
  doc: 'Microseconds from sample to sample',
  kind: wholeNumber({ min: 100, max: 1_000_000 }),
  default: 1_000,
});
const force = defineParameter({
  name: 'force',
  doc: 'Whether to dump although memory may not suffice',
  kind: boolean,
  schema: flag,
  default: false,
});
/** Milliseconds without a beat that make a thread stuck: twice the longest time between two beats. */
const STUCK_MS = 2_000;
/** Expected duration of a heap dump, for the Retry-After of concurrent requests. */
const HEAP_DUMP_SECONDS = 10;

/** Creates the routes that inspect a thread from another one, even while it is blocked. */
export function createDiagnosticRoutes(options: DiagnosticsOptions): readonly Route[] {
  const slot = (): Slot => createSlot(options.world.monotonicMs);
  const [threads, cpu, heap, dump] = [slot(), slot(), slot(), slot()];
  const isStuck = (inspected: Inspected): boolean => beatAgeMs(inspected, options) >= STUCK_MS;
  const thread = inspectedParameter(() => options.threads?.().length ?? 0);
  const select = (query: URLSearchParams) => selectThreads(thread.read(query), options);
  return [
    {
      method: 'GET',
      path: '/threaddump',
      access: 'read',
      summary:
        'Shows the stack of each thread, even of a blocked one; as text, or as JSON with Accept: application/json',
      query: [thread],
      media: ['text/plain', 'application/json'],
      returns: describeDump,
      answer: (call) => alone(threads, 1, () => answerThreadDump(call, thread, options)),
    },
    {
      method: 'POST',
      path: '/profiles/cpu',
      access: 'write',
      summary: 'Profiles the CPU use of all threads that serve',
      query: [seconds, intervalUs, thread],
      isFile: true,
      answer: ({ query, signal }) => {
        const selected = select(query);
        const numbers = { seconds: seconds.read(query), intervalUs: intervalUs.read(query) };
        return alone(cpu, numbers.seconds, async () => {
          const profile = await captureCpuOf(selected, { ...numbers, signal, isStuck });
          const headers = attachment(options, nameFile('cpu', selected), 'cpuprofile');
          return { text: JSON.stringify(profile), headers };
        });
      },
    },
    {
      method: 'POST',
      path: '/profiles/heap',
      access: 'write',
      summary: 'Profiles allocations that are still in use at the end',
      query: [seconds, thread],
      isFile: true,
      answer: ({ query, signal }) => {
        const selected = select(query);
        const numbers = { seconds: seconds.read(query) };
        return alone(heap, numbers.seconds, async () => {
          const profile = await captureHeapOf(selected, { ...numbers, signal });
          const headers = attachment(options, nameFile('heap', selected), 'heapprofile');
          return { text: JSON.stringify(profile), headers };
        });
      },
    },
    {
      method: 'POST',
      path: '/heapdump',
      access: 'dangerous',
      switch: 'heapdump',
      summary: 'Dumps the whole heap of one thread with all its data; blocks the server meanwhile',
      query: [force, thread],
      media: ['application/octet-stream'],
      isFile: true,
      answer: ({ query }) => {
        const selected = select(query);
        return answerHeapDump(selected, { isForced: force.read(query), slot: dump, options });
      },
    },
  ];
}

const describeDump = () =>
  objectOf({
    program: text,
    time,
    threads: listOf(
      objectOf({
        name: text,
        doing: oneWord([
          'running JavaScript',
          'waiting for events',
          'in native code',
          'not running',
        ]),
        stack: listOf(text),
        'loopTurnedAgoMs?': count,
        'activeResources?': mapOf(count),
      }),
    ),
  });

/** Returns the threads to inspect: all of them by default. */
function selectThreads(
  selected: Inspected | undefined,
  { threads }: Pick<DiagnosticsOptions, 'threads'>,
): readonly Inspected[] {
  if (selected !== undefined) return [selected];
  return ['main', ...(threads?.().map(({ index }) => index) ?? [])];
}

async function answerThreadDump(
  { query, headers }: Call,
  thread: Parameter<Inspected | undefined>,
  options: DiagnosticsOptions,
): Promise<Reply> {
  const { program, world } = options;
  const one = thread.read(query);
  const selected = selectThreads(one, options);
  const time = world.now().toISOString();
  const captured = await Promise.all(selected.map((it) => describeThread(it, options)));
  const management: Thread = {
    name: 'management',
    doing: 'running JavaScript',
    stack: captureOwnStack(),
  };
  const dump: ThreadDump = {
    program: `${program.name} ${program.version}`,
    time,
    threads: one === undefined ? [...captured, management] : captured,
  };
  const type = preferredType(headers['accept'], ['text/plain', 'application/json']);
  const body = type === 'application/json' ? { json: dump } : { text: renderThreadDump(dump) };
  return { ...body, headers: { Vary: 'Accept' } };
}

/** Returns the milliseconds since the last beat of a thread's event loop. */
function beatAgeMs(
  thread: Inspected,
  { pulse, threads }: Pick<DiagnosticsOptions, 'pulse' | 'threads'>,
): number {
  const health = threads?.().find(({ index }) => index === thread);
  return health?.beatAgeMs ?? pulse.ageMs();
}

async function describeThread(thread: Inspected, options: DiagnosticsOptions): Promise<Thread> {
  const name = nameOf(thread);
  try {
    const captured = await captureThread(thread);
    return { name, ...captured, loopTurnedAgoMs: Math.round(beatAgeMs(thread, options)) };
  } catch (error) {
    if (error instanceof OperationError) return { name, doing: 'not running', stack: [] };
    throw error;
  }
}

interface HeapDumpCall {
  readonly isForced: boolean;
  readonly slot: Slot;
  readonly options: DiagnosticsOptions;
}

/** The dump starts at the first read, after the response head has been sent and audited. */
async function answerHeapDump(
  [thread = 'main', ...others]: readonly Inspected[],
  { isForced, slot, options }: HeapDumpCall,
): Promise<Reply> {
  if (others.length > 0)
    throw new OperationError(
      400,
      `A heap dump is of one thread: expected ?thread=main or a number from 1 to ${others.length}`,
    );
  const release = slot.acquire(HEAP_DUMP_SECONDS);
  if (release === undefined) return busy(slot);
  const { spareMemoryBytes } = options.world;
  try {
    const [used, spare] = [await readHeapUsed(thread), spareMemoryBytes()];
    if (!isForced && snapshotNeedBytes(used) > spare) throw shortOfMemory(used, spare);
  } catch (error) {
    release();
    throw error;
  }
  const headers = {
    ...attachment(options, nameFile('heap', [thread]), 'heapsnapshot'),
    'Content-Type': 'application/octet-stream',
  };
  return { stream: streamHeapDump({ thread, spareMemoryBytes, onEnd: release }), headers };
}

function shortOfMemory(usedBytes: number, spareBytes: number): OperationError {
  const [used, need, spare] = [usedBytes, snapshotNeedBytes(usedBytes), spareBytes].map((bytes) =>
    Math.ceil(bytes / 1e6),
  );
  return new OperationError(
    507,
    `Cannot dump a heap of ${used} MB: expected ${need} MB of free memory, found ${spare} MB; give the process more memory, or retry with ?force=true`,
  );
}

/** Runs a capture in its slot. */
async function alone(slot: Slot, seconds: number, capture: () => Promise<Reply>): Promise<Reply> {
  const release = slot.acquire(seconds);
  if (release === undefined) return busy(slot);
  try {
    return await capture();
  } catch (error) {
    // nginx's status for a client that has disconnected; only the audit log shows it.
    if (isAbort(error)) throw new OperationError(499, 'The client disconnected before the end');
    throw error;
  } finally {
    release();
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function busy(slot: Slot): Reply {
  const seconds = slot.freeInSeconds();
  const detail = `Another capture of this kind is running; retry in ${seconds} s`;
  return problem(429, detail, { 'Retry-After': String(seconds) });
}

/** Returns the part of a file name that says what was captured; it names a serving thread. */
function nameFile(kind: string, threads: readonly Inspected[]): string {
  const [thread = 'main', ...others] = threads;
  return thread === 'main' || others.length > 0 ? kind : `${kind}-${nameOf(thread)}`;
}

/** Returns headers with a file name that sorts by time and is valid in every file system. */
function attachment(
  { program, world }: DiagnosticsOptions,
  kind: string,
  extension: string,
): Readonly<Record<string, string>> {
  const time = world
    .now()
    .toISOString()
    .replaceAll(/[-:]|\.\d+/g, '');
  return {
    'Content-Type': 'application/json',
    'Content-Disposition': `attachment; filename="${program.name}-${kind}-${time}.${extension}"`,
  };
}
