import type { TextSink, World } from '../../world/world.ts';

/** Most characters buffered for a slow reader; further lines are dropped. */
export const MAX_WAITING_CHARACTERS = 8 * 1024 * 1024;

/**
 * Milliseconds after a write in which further lines are gathered. Each write wakes the reader of the pipe;
 * with one for each turn of the event loop they took a fifth of the processor time of a busy server.
 */
export const GATHER_MS = 10;

/** Gathered characters that are written at the end of a turn without waiting further: half of what a pipe holds, see pipe(7). */
const MAX_GATHERED_CHARACTERS = 32 * 1024;

/** Writes log lines to a stream. Writing never blocks and never throws, whatever the reader does. */
export interface LineSink {
  /**
   * Buffers a line with its newline. It is written at the end of this turn of the event loop, or, with the
   * lines that follow a write closely, at most 10 ms after that write.
   */
  readonly write: (line: string) => void;
  /** Writes buffered lines at once, for lines that may be the last. */
  readonly push: () => void;
  /**
   * Waits until all lines are written or dropped.
   *
   * @param deadlineMs Milliseconds to wait for a reader that does not read.
   * @returns Whether no line is left in the buffer.
   */
  readonly flush: (deadlineMs: number) => Promise<boolean>;
  /** Number of dropped lines: the buffer was full, or the stream failed. */
  readonly droppedLines: () => number;
}

export interface LineSinkOptions extends Pick<World, 'schedule'> {
  readonly maxWaitingCharacters?: number;
  /** Milliseconds after a write in which further lines are gathered; default: 10. */
  readonly gatherMs?: number;
  /** Called when lines are written again after some were dropped, with the number of dropped lines. */
  readonly onRecovered?: (lineCount: number) => void;
}

/**
 * Creates a sink that writes the lines of a turn of the event loop, or of 10 ms if there are many, in one
 * piece, and one piece at a time: writing to a pipe does not block the process, so lines that its reader
 * has not read are buffered here, where the buffer is bounded.
 */
export function createLineSink(stream: TextSink, options: LineSinkOptions): LineSink {
  const { maxWaitingCharacters = MAX_WAITING_CHARACTERS, gatherMs = GATHER_MS } = options;
  const { onRecovered, schedule } = options;
  let waiting = { text: '', lineCount: 0 };
  let inProgress: typeof waiting | undefined;
  /** Whether a write at the end of this turn, or of the time to gather, is due. */
  let isScheduled = false;
  const dropped = { total: 0, reported: 0 };
  const idleListeners = new Set<() => void>();

  function push(): void {
    if (inProgress !== undefined || waiting.lineCount === 0) return;
    inProgress = waiting;
    waiting = { text: '', lineCount: 0 };
    stream.write(inProgress.text, ended);
  }
  function ended(error?: Error | null): void {
    if (error) dropped.total += inProgress?.lineCount ?? 0;
    inProgress = undefined;
    if (!error) reportRecovery();
    if (waiting.lineCount > 0) {
      push();
      return;
    }
    for (const listener of idleListeners) listener();
    idleListeners.clear();
  }
  function reportRecovery(): void {
    const lineCount = dropped.total - dropped.reported;
    if (lineCount === 0) return;
    dropped.reported = dropped.total;
    onRecovered?.(lineCount);
  }
  function pushThenGather(): void {
    isScheduled = waiting.lineCount > 0 && inProgress === undefined;
    if (!isScheduled) return;
    push();
    schedule(gatherMs, pushThenGather);
  }
  return {
    write: (line) => {
      const heldCharacters = waiting.text.length + (inProgress?.text.length ?? 0);
      if (heldCharacters + line.length > maxWaitingCharacters) {
        dropped.total += 1;
        return;
      }
      waiting.text += line;
      waiting.lineCount += 1;
      // Not at once: until its end, a write keeps a process that exits from writing the lines that follow.
      if (isFull(waiting.text.length) && !isFull(waiting.text.length - line.length))
        setImmediate(push);
      if (isScheduled || inProgress !== undefined) return; // the end of a write begins the next one
      isScheduled = true;
      setImmediate(pushThenGather);
    },
    push,
    flush: (deadlineMs) => {
      push();
      if (inProgress === undefined) return Promise.resolve(true);
      return new Promise((resolve) => {
        const deadline = setTimeout(resolve, deadlineMs, false);
        idleListeners.add(() => {
          clearTimeout(deadline);
          resolve(true);
        });
      });
    },
    droppedLines: () => dropped.total,
  };
}

function isFull(characters: number): boolean {
  return characters >= MAX_GATHERED_CHARACTERS;
}
