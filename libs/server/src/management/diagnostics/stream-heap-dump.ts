import { Readable } from 'node:stream';
import { answerOf, inspectMain } from './inspect-main.ts';

const ANSWER_DEADLINE_MS = 2_000;
/** How long a caller may take nothing of what waits for it. */
const READER_PATIENCE_MS = 60_000;
/** What may wait for the caller without a look at the memory; V8 hands over 1 MiB at a time. */
const WAITING_BYTES = 16 * 2 ** 20;
/** Memory that is left alone. */
const RESERVE_BYTES = 64 * 2 ** 20;
/**
 * Native memory V8 takes for the snapshot of a heap, in bytes per byte used: 13.7 measured with Node 26
 * and 118 MB of small objects, the snapshot's own text included.
 */
const SNAPSHOT_FACTOR = 16;

/** Bytes of heap that the main thread uses. @throws {UnresponsiveError} */
export async function readHeapUsed(): Promise<number> {
  const usage = await inspectMain((session) =>
    answerOf<unknown>(session.post('Runtime.getHeapUsage'), ANSWER_DEADLINE_MS),
  );
  return (usage as { readonly usedSize: number }).usedSize; // the types of Node lack its result
}

/** Memory that must be free before a heap is dumped. */
export function snapshotNeedBytes(heapUsedBytes: number): number {
  return heapUsedBytes * SNAPSHOT_FACTOR + RESERVE_BYTES;
}

export interface HeapDumpOptions {
  readonly spareMemoryBytes: () => number;
  /** Called once, when the main thread has done with it. */
  readonly onEnd: () => void;
}

/**
 * The heap of the main thread as a `.heapsnapshot`, which stands still from the first read on until all
 * of it is written out. V8 cannot be held back: what the caller has not taken yet waits here, and the
 * stream is destroyed where memory becomes short, or the caller takes nothing for a minute.
 */
export function streamHeapDump({ spareMemoryBytes, onEnd }: HeapDumpOptions): Readable {
  let hasBegun = false;
  const stream = new Readable({
    highWaterMark: WAITING_BYTES,
    read() {
      if (hasBegun) return;
      hasBegun = true;
      void dumpInto(stream, spareMemoryBytes).finally(onEnd);
    },
    destroy(error, done) {
      if (!hasBegun) onEnd();
      done(error);
    },
  });
  return watchReader(stream);
}

async function dumpInto(stream: Readable, spareMemoryBytes: () => number): Promise<void> {
  try {
    await inspectMain(async (session) => {
      session.on('HeapProfiler.addHeapSnapshotChunk', ({ params: { chunk } }) => {
        if (stream.destroyed) return; // V8 goes on to the end, for nobody
        const isWaiting = !stream.push(chunk, 'latin1'); // JSON with all else escaped
        if (isWaiting && spareMemoryBytes() < RESERVE_BYTES)
          stream.destroy(new Error('Memory is short, and the caller slower than the heap dump'));
      });
      await session.post('HeapProfiler.enable'); // only an enabled one forgets the ids of all objects
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
    if (waiting > 0 && waiting === before) stream.destroy(new Error('The caller takes nothing'));
    before = waiting;
  }, READER_PATIENCE_MS).unref();
  return stream.once('close', () => {
    clearInterval(timer);
  });
}
