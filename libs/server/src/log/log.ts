import { pino, type Logger } from 'pino';
import type { Settings } from '../config/settings.ts';

export type Log = Logger;

export interface LogOptions {
  readonly level: Settings['logLevel'];
  readonly now: () => Date;
  readonly sink: { readonly write: (line: string) => unknown };
}

/**
 * Creates the log: one JSON object per line with `level` as a word, `time` in RFC 3339 and `msg`.
 * Lines go to the sink at once and in this thread; pino's transports are worker threads loaded by
 * path, which a single file does not have.
 */
export function createLog({ level, now, sink }: LogOptions): Log {
  const options = {
    level,
    base: null, // no pid and host name: one is 1 and the other random in a container
    formatters: { level: (word: string) => ({ level: word }) },
    timestamp: () => `,"time":"${now().toISOString()}"`,
  };
  return pino(options, { write: (line) => void sink.write(line) });
}
