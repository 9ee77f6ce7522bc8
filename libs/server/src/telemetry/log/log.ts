import { pino, symbols, type DestinationStream, type Logger } from 'pino';
import { escapeActing } from './json-text.ts';
import { createTimestamp } from './timestamp.ts';
import type { Level } from '../../config/declared/log.ts';

export type Log = Logger;

export interface LogOptions {
  readonly level: Level;
  readonly now: () => Date;
  /**
   * Takes each line, newline included.
   *
   * @param severity As pino counts: trace is 10, fatal is 60.
   * @param log The logger that was called.
   */
  readonly take: (line: string, severity: number, log: Log) => void;
}

/** What pino tells before each write to a destination that has its metadata symbol. */
interface Metadata {
  lastLevel: number;
  lastLogger: Log | undefined;
}

/**
 * Creates the log: one JSON object per line with `level` as a word, `time` in RFC 3339 and `msg`.
 * Lines are taken in this thread; pino's transports are worker threads loaded by path, which a
 * single file does not have.
 */
export function createLog({ level, now, take }: LogOptions): Log {
  const timestamp = createTimestamp(now);
  const options = {
    level: pinoLevelOf(level),
    base: null, // no pid and host name: one is 1 and the other random in a container
    formatters: { level: (word: string) => ({ level: word }) },
    timestamp: () => `,"time":"${timestamp()}"`,
  };
  const destination: DestinationStream & Metadata = {
    lastLevel: 0,
    lastLogger: undefined,
    write(line) {
      if (this.lastLogger !== undefined) take(escapeActing(line), this.lastLevel, this.lastLogger);
    },
  };
  return pino(options, Object.assign(destination, { [symbols.needsMetadataGsym]: true }));
}

export function pinoLevelOf(level: Level): string {
  return level === 'off' ? 'silent' : level;
}
