import type { LoggerState, Loggers } from '../../../telemetry/log/loggers.ts';
import { OperationError } from '../../bridge/operation-error.ts';
import type { Level } from '../../../config/declared/log.ts';

export interface LevelChange {
  readonly name: string;
  /** null to follow ROOT again. */
  readonly level: Level | null;
  /** Milliseconds until the change ends; undefined for a permanent change. */
  readonly ttlMs: number | undefined;
}

/** Creates the operations that show loggers and change their levels. */
export function createLoggerOperations({ loggers }: { readonly loggers: Loggers }) {
  function stateOf(name: string): LoggerState {
    const states = loggers.list();
    const state = Object.hasOwn(states, name) ? states[name] : undefined;
    if (state === undefined)
      throw new OperationError(
        404,
        `No logger is named ${JSON.stringify(name)}; GET /loggers lists all`,
      );
    return state;
  }
  return {
    loggers: loggers.list,
    logger: stateOf,
    setLevel: ({ name, level, ttlMs }: LevelChange) => {
      const { effectiveLevel: previousLevel } = stateOf(name);
      loggers.setLevel(name, level ?? undefined, ttlMs === undefined ? {} : { ttlMs });
      return { name, ...stateOf(name), previousLevel };
    },
  };
}
