import type { TimedValue } from '../../config/timed-value.ts';
import { ROOT, type Loggers } from './loggers.ts';
import type { Level } from '../../config/declared/log.ts';

/** Keeps the changes of LOG_LEVEL as those of the root, which can be changed as a logger too. */
export function keepRootLevel(loggers: Loggers, startLevel: Level): TimedValue<unknown> {
  const expiresAt = (): string | undefined => loggers.list()[ROOT]?.expiresAt ?? undefined;
  return {
    value: () => {
      const level = loggers.list()[ROOT]?.configuredLevel;
      return level === startLevel && expiresAt() === undefined ? undefined : level;
    },
    expiresAt,
    set: (level, ttlMs) => {
      loggers.setLevel(ROOT, level as Level | undefined, ttlMs === undefined ? {} : { ttlMs });
    },
  };
}
