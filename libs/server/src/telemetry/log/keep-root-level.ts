import type { TimedValue } from '../../config/timed-value.ts';
import { ROOT, type Loggers } from './loggers.ts';
import type { Level } from '../../config/declared/log.ts';

/** Applies changes of the setting LOG_LEVEL to the root logger, whose level can also be changed by its name. */
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
