import type { World } from '../../world/world.ts';
import type { PulseWatch } from '../bridge/heartbeat.ts';
import { OperationError } from '../bridge/operation-error.ts';
import { preferredType } from '../../http/answer/preferred-type.ts';
import type { Call, Reply, Route } from '../server/route.ts';
import { problem } from '../server/send-reply.ts';
import { captureMainThread } from './capture-main-thread.ts';
import { captureCpuProfile, captureHeapProfile } from './capture-profile.ts';
import { parseQueryFlag, parseQueryNumbers } from './parse-capture-query.ts';
import { createSlot, type Slot } from './slot.ts';
import { readHeapUsed, snapshotNeedBytes, streamHeapDump } from './stream-heap-dump.ts';
import { captureOwnStack, renderThreadDump, type ThreadDump } from './thread-dump.ts';

export interface DiagnosticsOptions {
  readonly program: { readonly name: string; readonly version: string };
  readonly world: Pick<World, 'now' | 'monotonicMs' | 'spareMemoryBytes'>;
  readonly pulse: PulseWatch;
}

const SECONDS = { min: 1, max: 120, fallback: 30 };
const INTERVAL_US = { min: 100, max: 1_000_000, fallback: 1_000 };
/** Expected duration of a heap dump, for the Retry-After of concurrent requests. */
const HEAP_DUMP_SECONDS = 10;

/** Creates the routes that inspect the main thread from another thread, even while it is blocked. */
export function createDiagnosticRoutes(options: DiagnosticsOptions): readonly Route[] {
  const slot = (): Slot => createSlot(options.world.monotonicMs);
  const [threads, cpu, heap, dump] = [slot(), slot(), slot(), slot()];
  return [
    {
      method: 'GET',
      path: '/threaddump',
      access: 'read',
      summary:
        'Shows the stack of each thread, even of a blocked one; as text, or as JSON with Accept: application/json',
      answer: (call) => alone(threads, 1, () => answerThreadDump(call, options)),
    },
    {
      method: 'POST',
      path: '/profiles/cpu',
      access: 'write',
      summary:
        'Profiles the CPU use of the main thread for ?seconds=30, with a sample every ?intervalUs=1000',
      answer: ({ query, signal }) => {
        const expected = { seconds: SECONDS, intervalUs: INTERVAL_US };
        const numbers = parseQueryNumbers(query, expected);
        return alone(cpu, numbers.seconds, async () => {
          const text = JSON.stringify(await captureCpuProfile({ ...numbers, signal }));
          return { text, headers: attachment(options, 'cpu', 'cpuprofile') };
        });
      },
    },
    {
      method: 'POST',
      path: '/profiles/heap',
      access: 'write',
      summary: 'Profiles allocations for ?seconds=30 that are still in use at the end',
      answer: ({ query, signal }) => {
        const numbers = parseQueryNumbers(query, { seconds: SECONDS });
        return alone(heap, numbers.seconds, async () => {
          const text = JSON.stringify(await captureHeapProfile({ ...numbers, signal }));
          return { text, headers: attachment(options, 'heap', 'heapprofile') };
        });
      },
    },
    {
      method: 'POST',
      path: '/heapdump',
      access: 'dangerous',
      switch: 'heapdump',
      summary: 'Dumps the whole heap with all its data; blocks the server meanwhile',
      answer: (call) => answerHeapDump(call, dump, options),
    },
  ];
}

async function answerThreadDump(
  { query, headers }: Call,
  { program, world, pulse }: DiagnosticsOptions,
): Promise<Reply> {
  parseQueryNumbers(query, {});
  const time = world.now().toISOString();
  const main = await captureMainThread();
  const dump: ThreadDump = {
    program: `${program.name} ${program.version}`,
    time,
    threads: [
      { name: 'main', ...main, loopTurnedAgoMs: Math.round(pulse.ageMs()) },
      { name: 'management', doing: 'running JavaScript', stack: captureOwnStack() },
    ],
  };
  const type = preferredType(headers['accept'], ['text/plain', 'application/json']);
  const body = type === 'application/json' ? { json: dump } : { text: renderThreadDump(dump) };
  return { ...body, headers: { Vary: 'Accept' } };
}

/** The dump starts at the first read, after the response head has been sent and audited. */
async function answerHeapDump(
  { query }: Call,
  slot: Slot,
  options: DiagnosticsOptions,
): Promise<Reply> {
  const isForced = parseQueryFlag(query, 'force');
  const release = slot.acquire(HEAP_DUMP_SECONDS);
  if (release === undefined) return busy(slot);
  const { spareMemoryBytes } = options.world;
  try {
    const [used, spare] = [await readHeapUsed(), spareMemoryBytes()];
    if (!isForced && snapshotNeedBytes(used) > spare) throw shortOfMemory(used, spare);
  } catch (error) {
    release();
    throw error;
  }
  const headers = {
    ...attachment(options, 'heap', 'heapsnapshot'),
    'Content-Type': 'application/octet-stream',
  };
  return { stream: streamHeapDump({ spareMemoryBytes, onEnd: release }), headers };
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
