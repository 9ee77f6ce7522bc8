import type { TextSink } from '../../world/world.ts';

/** Most characters that wait for a slow reader; beyond that, lines are dropped. */
const MAX_WAITING_CHARACTERS = 8 * 1024 * 1024;

/** Where log lines go. Writing never blocks and never throws, whatever the reader does. */
export interface LineSink {
  /** Takes a line with its newline; it is written at the end of this turn of the event loop. */
  readonly write: (line: string) => void;
  /** Hands what waits to the stream at once, for lines that may be the last. */
  readonly push: () => void;
  /**
   * Waits until all lines are written or lost.
   *
   * @param deadlineMs Milliseconds after which to give up on a reader that does not read.
   * @returns Whether nothing waits any more.
   */
  readonly flush: (deadlineMs: number) => Promise<boolean>;
  /** Lines that no reader got: they found too many waiting, or the stream failed. */
  readonly droppedLines: () => number;
}

export interface LineSinkOptions {
  readonly maxWaitingCharacters?: number;
  /** Called when lines get through again after some were dropped, with how many. */
  readonly onRecovered?: (lineCount: number) => void;
}

/**
 * Creates a sink that writes the lines of one turn of the event loop in one piece, and one piece at
 * a time: a pipe does not block the process that writes to it, so what its reader leaves waits here,
 * and here it is bounded.
 */
export function createLineSink(stream: TextSink, options: LineSinkOptions = {}): LineSink {
  const { maxWaitingCharacters = MAX_WAITING_CHARACTERS, onRecovered } = options;
  let waiting = { text: '', lineCount: 0 };
  let underWay: typeof waiting | undefined;
  let isScheduled = false;
  const dropped = { total: 0, reported: 0 };
  const idleListeners = new Set<() => void>();

  function push(): void {
    if (underWay !== undefined || waiting.lineCount === 0) return;
    underWay = waiting;
    waiting = { text: '', lineCount: 0 };
    stream.write(underWay.text, ended);
  }
  function ended(error?: Error | null): void {
    if (error) dropped.total += underWay?.lineCount ?? 0;
    underWay = undefined;
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
      const heldCharacters = waiting.text.length + (underWay?.text.length ?? 0);
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
      if (underWay === undefined) return Promise.resolve(true);
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
