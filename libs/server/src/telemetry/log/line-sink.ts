import type { TextSink } from '../../world/world.ts';

/** Most characters buffered for a slow reader; further lines are dropped. */
const MAX_WAITING_CHARACTERS = 8 * 1024 * 1024;

/** Writes log lines to a stream. Writing never blocks and never throws, whatever the reader does. */
export interface LineSink {
  /** Buffers a line with its newline; it is written at the end of this turn of the event loop. */
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

export interface LineSinkOptions {
  readonly maxWaitingCharacters?: number;
  /** Called when lines are written again after some were dropped, with the number of dropped lines. */
  readonly onRecovered?: (lineCount: number) => void;
}

/**
 * Creates a sink that writes the lines of one turn of the event loop in one piece, and one piece at a
 * time: writing to a pipe does not block the process, so lines that its reader has not read are buffered
 * here, where the buffer is bounded.
 */
export function createLineSink(stream: TextSink, options: LineSinkOptions = {}): LineSink {
  const { maxWaitingCharacters = MAX_WAITING_CHARACTERS, onRecovered } = options;
  let waiting = { text: '', lineCount: 0 };
  let inProgress: typeof waiting | undefined;
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
  function pushLater(): void {
    isScheduled = false;
    push();
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
      if (isScheduled) return;
      isScheduled = true;
      setImmediate(pushLater);
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
