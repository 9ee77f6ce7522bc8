import { pino, symbols, type DestinationStream, type Logger } from 'pino';
import { escapeControls } from './json-text.ts';
import { createTimestamp } from './timestamp.ts';
import type { Level } from '../../config/declared/log.ts';

/** A logger of pino. */
export type Log = Logger;

export interface LogOptions {
  readonly level: Level;
  readonly now: () => Date;
  /** Facts of every line; default: none. */
  readonly base?: object | undefined;
  /**
   * Receives each line, newline included.
   *
   * @param severity pino's number: 10 for trace to 60 for fatal.
   * @param log The logger that was called.
   */
  readonly take: (line: string, severity: number, log: Log) => void;
}

/** What pino sets before each write to a destination that has its metadata symbol. */
interface Metadata {
  lastLevel: number;
  lastLogger: Log | undefined;
}

/**
 * Creates the log: one JSON object per line with `level` as a word, `time` in RFC 3339 and `msg`.
 * Lines are received in this thread: pino's transports are worker threads loaded by path, which a
 * single-file program does not have.
 */
export function createLog({ level, now, take, base }: LogOptions): Log {
  const timestamp = createTimestamp(now);
  const options = {
    level: pinoLevelOf(level),
    base: (base as Record<string, unknown> | undefined) ?? null, // no pid and host name: in a container one is 1 and the other random
    formatters: { level: (word: string) => ({ level: word }) },
    timestamp: () => `,"time":"${timestamp()}"`,
  };
  const destination: DestinationStream & Metadata = {
    lastLevel: 0,
    lastLogger: undefined,
    write(line) {
      if (this.lastLogger !== undefined)
        take(escapeControls(line), this.lastLevel, this.lastLogger);
    },
  };
  return pino(options, Object.assign(destination, { [symbols.needsMetadataGsym]: true }));
}

/** Returns pino's name for a level. */
export function pinoLevelOf(level: Level): string {
  return level === 'off' ? 'silent' : level;
}
