import type { World } from '../../world/world.ts';

/** Most bytes of the lines that wait: some are as long as a stack or the head of a request. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** Bytes of the memory in which lines are gathered; a batch is no larger, except for one that is a single long line. */
const GATHERED_BYTES = 256 * 1024;

/** Most bytes of UTF-8 for one unit of UTF-16. */
const MAX_BYTES_PER_UNIT = 3;

/** Log lines as JSON in UTF-8, each with its newline. */
export interface LineBatch {
  readonly bytes: Uint8Array;
  /** Number of lines. */
  readonly count: number;
}

export interface LogQueueLimits {
  /** Milliseconds after which lines are sent even if they do not fill a batch. */
  readonly delayMs: number;
  /** Most lines that wait; further ones are dropped. */
  readonly maxWaiting: number;
  /** Most lines in a batch. */
  readonly maxBatch: number;
}

export interface LogExportOptions extends Pick<World, 'schedule'>, LogQueueLimits {
  /** Sends a batch; never rejects. */
  readonly send: (batch: LineBatch) => Promise<void>;
  /** Is called for each line that is dropped because too many wait. */
  readonly onFull: () => void;
}

/** The export of log lines, from the start of the server to its end. */
export interface LogExport {
  /** Takes a line with its newline. */
  readonly take: (line: string) => void;
  /** Sends all lines that wait. */
  readonly flush: () => Promise<void>;
}

/**
 * Starts to export log lines in batches, one at a time. Without lines it does not wake up. The lines are copied
 * to memory outside the heap: kept as text, they cost the garbage collector more than all other work on them.
 */
export function startLogExport(options: LogExportOptions): LogExport {
  const { schedule, delayMs, maxWaiting, send, onFull } = options;
  const queue = createQueue(options.maxBatch);
  let isDue = false;
  let inProgress: Promise<void> | undefined;
  function begin(): void {
    if (inProgress !== undefined) return;
    const batch = queue.take();
    if (batch === undefined) return;
    inProgress = send(batch).then(() => {
      inProgress = undefined;
      proceed();
    });
  }
  /** Sends a full batch at once, and others after the delay. */
  function proceed(): void {
    if (queue.hasFull()) begin();
    if (isDue || queue.count() === 0) return;
    isDue = true;
    schedule(delayMs, () => {
      isDue = false;
      begin();
    });
  }
  return {
    take: (line) => {
      if (queue.count() >= maxWaiting || queue.bytes() + line.length > MAX_WAITING_BYTES) {
        onFull();
        return;
      }
      queue.add(line);
      proceed();
    },
    flush: async () => {
      while (inProgress !== undefined || queue.count() > 0) {
        begin();
        await inProgress;
      }
    },
  };
}

/** Creates an empty queue of lines, in batches. */
function createQueue(maxBatch: number) {
  const memory = Buffer.allocUnsafe(GATHERED_BYTES);
  const full: LineBatch[] = [];
  let gathered = { bytes: 0, count: 0 };
  const waiting = { bytes: 0, count: 0 };
  function close(): void {
    if (gathered.count === 0) return;
    full.push({ bytes: new Uint8Array(memory.subarray(0, gathered.bytes)), count: gathered.count });
    gathered = { bytes: 0, count: 0 };
  }
  function write(line: string): number {
    const mostBytes = line.length * MAX_BYTES_PER_UNIT;
    if (gathered.bytes + mostBytes > GATHERED_BYTES) close();
    if (mostBytes > GATHERED_BYTES) {
      const bytes = new TextEncoder().encode(line);
      full.push({ bytes, count: 1 });
      return bytes.length;
    }
    const written = memory.write(line, gathered.bytes);
    gathered.bytes += written;
    gathered.count += 1;
    if (gathered.count >= maxBatch) close();
    return written;
  }
  return {
    count: () => waiting.count,
    bytes: () => waiting.bytes,
    hasFull: () => full.length > 0,
    add: (line: string): void => {
      waiting.bytes += write(line);
      waiting.count += 1;
    },
    /** Removes the oldest batch, full or not. */
    take: (): LineBatch | undefined => {
      if (full.length === 0) close();
      const batch = full.shift();
      waiting.bytes -= batch?.bytes.length ?? 0;
      waiting.count -= batch?.count ?? 0;
      return batch;
    },
  };
}
