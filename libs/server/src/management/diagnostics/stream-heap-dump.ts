import { Readable } from 'node:stream';
import { inspectThread } from './inspect-thread.ts';
import { answerOf, type Inspected } from './thread-session.ts';

const ANSWER_DEADLINE_MS = 2_000;
/** How long a client may read nothing while data waits. */
const READER_PATIENCE_MS = 60_000;
/** Bytes that may wait for the client before free memory is checked; V8 delivers 1 MiB at a time. */
const WAITING_BYTES = 16 * 2 ** 20;
/** Memory that stays free. */
const RESERVE_BYTES = 64 * 2 ** 20;
/**
 * Native memory V8 takes for the snapshot of a heap, in bytes per byte used: 13.7 measured with Node 26
 * and 118 MB of small objects, the snapshot's own text included.
 */
const SNAPSHOT_FACTOR = 16;

/** Returns the bytes of heap that a thread uses. @throws {UnresponsiveError} */
export async function readHeapUsed(thread: Inspected): Promise<number> {
  const usage = await inspectThread(thread, (session) =>
    answerOf<unknown>(session, session.post('Runtime.getHeapUsage'), ANSWER_DEADLINE_MS),
  );
  return (usage as { readonly usedSize: number }).usedSize; // Node's types lack the result
}

/** Returns the memory that must be free before a heap is dumped, in bytes. */
export function snapshotNeedBytes(heapUsedBytes: number): number {
  return heapUsedBytes * SNAPSHOT_FACTOR + RESERVE_BYTES;
}

export interface HeapDumpOptions {
  readonly thread: Inspected;
  readonly spareMemoryBytes: () => number;
  /** Called once, when the thread has finished. */
  readonly onEnd: () => void;
}

/**
 * Streams the heap of a thread as a `.heapsnapshot`. The thread is blocked from the first read
 * until all is written. V8 has no backpressure: data that the client has not read waits here, and the
 * stream is destroyed if memory becomes low, or if the client reads nothing for a minute.
 */
export function streamHeapDump({ thread, spareMemoryBytes, onEnd }: HeapDumpOptions): Readable {
  let hasStarted = false;
  const stream = new Readable({
    highWaterMark: WAITING_BYTES,
    read() {
      if (hasStarted) return;
      hasStarted = true;
      void dumpInto(stream, thread, spareMemoryBytes).finally(onEnd);
    },
    destroy(error, done) {
      if (!hasStarted) onEnd();
      done(error);
    },
  });
  return watchReader(stream);
}

async function dumpInto(
  stream: Readable,
  thread: Inspected,
  spareMemoryBytes: () => number,
): Promise<void> {
  try {
    await inspectThread(thread, async (session) => {
      session.on('HeapProfiler.addHeapSnapshotChunk', ({ params: { chunk } }) => {
        if (stream.destroyed) return; // V8 continues to the end regardless
        const isWaiting = !stream.push(chunk, 'latin1'); // ASCII: V8 escapes everything else
        if (isWaiting && spareMemoryBytes() < RESERVE_BYTES)
          stream.destroy(
            new Error('Memory is low, and the client reads slower than the heap dump'),
          );
      });
      await session.post('HeapProfiler.enable'); // only then are the ids of all objects released
      await session.post('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    });
    if (!stream.destroyed) stream.push(null);
  } catch (error) {
    stream.destroy(error as Error);
  }
}

function watchReader(stream: Readable): Readable {
  let before = 0;
  const timer = setInterval(() => {
    const waiting = stream.readableLength;
    if (waiting > 0 && waiting === before) stream.destroy(new Error('The client reads nothing'));
    before = waiting;
  }, READER_PATIENCE_MS).unref();
  return stream.once('close', () => {
    clearInterval(timer);
  });
}
