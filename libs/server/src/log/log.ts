import { pino, symbols, type DestinationStream, type Logger } from 'pino';
import { escapeActing } from './json-text.ts';
import type { Level } from './level.ts';
import { createTimestamp } from './timestamp.ts';

export type Log = Logger;

export interface LogOptions {
  readonly level: Level;
  readonly now: () => Date;
  readonly sink: { readonly write: (line: string) => unknown };
  /** Called after each line with its severity as pino counts: trace is 10, fatal is 60. */
  readonly onLine?: (severity: number) => void;
}

/**
 * Creates the log: one JSON object per line with `level` as a word, `time` in RFC 3339 and `msg`.
 * Lines go to the sink in this thread; pino's transports are worker threads loaded by path, which a
 * single file does not have.
 */
export function createLog({ level, now, sink, onLine }: LogOptions): Log {
  const timestamp = createTimestamp(now);
  const options = {
    level: pinoLevelOf(level),
    base: null, // no pid and host name: one is 1 and the other random in a container
    formatters: { level: (word: string) => ({ level: word }) },
    timestamp: () => `,"time":"${timestamp()}"`,
  };
  const destination: DestinationStream & { lastLevel: number } = {
    lastLevel: 0, // pino sets it before each write to a destination with its metadata symbol
    write(line) {
      sink.write(escapeActing(line));
      onLine?.(this.lastLevel);
    },
  };
  return pino(options, Object.assign(destination, { [symbols.needsMetadataGsym]: true }));
}

export function pinoLevelOf(level: Level): string {
  return level === 'off' ? 'silent' : level;
}
