import { createLog, type Log, type LogOptions } from './log.ts';

/** The named loggers of a server. */
export interface Loggers {
  /** The logger without a name. */
  readonly root: Log;
  /** Gives the logger of a name, the same one each time; its lines carry `logger`. */
  readonly named: (name: string) => Log;
}

/** Creates the loggers, all at one level. */
export function createLoggers(options: LogOptions): Loggers {
  const root = createLog(options);
  const named = new Map<string, Log>();
  return {
    root,
    named: (name) => {
      const log = named.get(name) ?? root.child({ logger: name });
      named.set(name, log);
      return log;
    },
  };
}
