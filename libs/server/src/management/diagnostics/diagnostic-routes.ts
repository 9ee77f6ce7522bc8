import type { World } from '../../world/world.ts';
import type { PulseWatch } from '../bridge/heartbeat.ts';
import { OperationError } from '../bridge/operation-error.ts';
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

const SECONDS = { min: 1, max: 120, otherwise: 30 };
const INTERVAL_US = { min: 100, max: 1_000_000, otherwise: 1_000 };
/** What a heap dump is expected to take, for those who come second. */
const HEAP_DUMP_SECONDS = 10;

/** The rows that look into the main thread, whatever that is doing; for a thread beside it. */
export function createDiagnosticRoutes(options: DiagnosticsOptions): readonly Route[] {
  const slot = (): Slot => createSlot(options.world.monotonicMs);
  const [threads, cpu, heap, dump] = [slot(), slot(), slot(), slot()];
  return [
    {
      method: 'GET',
      path: '/threaddump',
      access: 'read',
      summary: 'The stack of each thread, of a blocked one too; as text, or as JSON by Accept',
      answer: (call) => alone(threads, 1, () => answerThreadDump(call, options)),
    },
    {
      method: 'POST',
      path: '/profiles/cpu',
      access: 'write',
      summary: 'What the main thread spends ?seconds=30 on, sampled each ?intervalUs=1000',
      answer: ({ query, signal }) => {
        const expected = { seconds: SECONDS, intervalUs: INTERVAL_US };
        const given = parseQueryNumbers(query, expected);
        return alone(cpu, given.seconds, async () => {
          const text = JSON.stringify(await captureCpuProfile({ ...given, signal }));
          return { text, headers: attachment(options, 'cpu', 'cpuprofile') };
        });
      },
    },
    {
      method: 'POST',
      path: '/profiles/heap',
      access: 'write',
      summary: 'What is allocated in ?seconds=30 and still held at the end of them',
      answer: ({ query, signal }) => {
        const given = parseQueryNumbers(query, { seconds: SECONDS });
        return alone(heap, given.seconds, async () => {
          const text = JSON.stringify(await captureHeapProfile({ ...given, signal }));
          return { text, headers: attachment(options, 'heap', 'heapprofile') };
        });
      },
    },
    {
      method: 'POST',
      path: '/heapdump',
      access: 'dangerous',
      switch: 'heapdump',
      summary: 'The whole heap with all that is in it; the server stands still meanwhile',
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
  const wantsJson = headers['accept']?.includes('application/json') === true;
  return wantsJson ? { json: dump } : { text: renderThreadDump(dump) };
}

/** The dump starts as it is first read, when its call has been answered and told of. */
async function answerHeapDump(
  { query }: Call,
  slot: Slot,
  options: DiagnosticsOptions,
): Promise<Reply> {
  const isForced = parseQueryFlag(query, 'force');
  const giveBack = slot.take(HEAP_DUMP_SECONDS);
  if (giveBack === undefined) return busy(slot);
  const { spareMemoryBytes } = options.world;
  try {
    const [used, spare] = [await readHeapUsed(), spareMemoryBytes()];
    if (!isForced && snapshotNeedBytes(used) > spare) throw shortOfMemory(used, spare);
  } catch (error) {
    giveBack();
    throw error;
  }
  const headers = {
    ...attachment(options, 'heap', 'heapsnapshot'),
    'Content-Type': 'application/octet-stream',
  };
  return { stream: streamHeapDump({ spareMemoryBytes, onEnd: giveBack }), headers };
}

function shortOfMemory(usedBytes: number, spareBytes: number): OperationError {
  const [used, need, spare] = [usedBytes, snapshotNeedBytes(usedBytes), spareBytes].map((bytes) =>
    Math.ceil(bytes / 1e6),
  );
  return new OperationError(
    507,
    `Cannot dump a heap of ${used} MB: up to ${need} MB of memory are needed and ${spare} MB are left; give the process more, or ask with ?force=true`,
  );
}

/** Runs a capture in its slot. */
async function alone(slot: Slot, seconds: number, capture: () => Promise<Reply>): Promise<Reply> {
  const giveBack = slot.take(seconds);
  if (giveBack === undefined) return busy(slot);
  try {
    return await capture();
  } catch (error) {
    // nginx's word for a caller that has left: nobody reads it but the audit.
    if (isAbort(error)) throw new OperationError(499, 'The caller left before the end');
    throw error;
  } finally {
    giveBack();
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function busy(slot: Slot): Reply {
  const seconds = slot.freeInSeconds();
  const detail = `Another capture of this kind is under way; ask again in ${seconds} s`;
  return problem(429, detail, { 'Retry-After': String(seconds) });
}

/** A file name whose time sorts, and holds no character that a file system refuses. */
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
