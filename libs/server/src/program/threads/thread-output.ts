import type { TextSink } from '../../world/world.ts';
import type { ThreadReport } from './messages.ts';

/** The stdout of a serving thread, which the main thread writes to. */
export interface ThreadOutput extends TextSink {
  /** Handles the main thread's answer that the latest piece is written, or lost. */
  readonly onWritten: (isLost: boolean) => void;
}

type Report = (message: ThreadReport, transferred: readonly ArrayBuffer[]) => void;

/**
 * Creates the stdout of a serving thread: pieces of the log go to the main thread, which alone writes to the
 * stream, so that pieces stay whole. The sink above it has one piece under way at a time.
 */
export function createThreadOutput(report: Report): ThreadOutput {
  const encoder = new TextEncoder();
  const waiting: ((error?: Error) => void)[] = [];
  return {
    write: (text, onWritten) => {
      waiting.push((error) => onWritten?.(error));
      // Moved and not copied: the main thread neither decodes nor encodes what it passes on.
      const bytes = encoder.encode(text);
      report({ kind: 'lines', bytes }, [bytes.buffer]);
    },
    onWritten: (isLost) => {
      waiting.shift()?.(
        isLost ? new Error('The main thread could not write the lines') : undefined,
      );
    },
  };
}
