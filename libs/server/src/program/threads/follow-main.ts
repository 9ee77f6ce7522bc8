import type { Loggers } from '../../telemetry/log/loggers.ts';
import type { LevelChanges, ThreadReport } from './messages.ts';

/** Returns the level set for each logger; null if it follows the root. */
export function levelsOf({ list }: Pick<Loggers, 'list'>): LevelChanges {
  const states = Object.entries(list());
  return Object.fromEntries(states.map(([name, { configuredLevel }]) => [name, configuredLevel]));
}

/** Sets the levels that the main thread has; a logger that is not used here yet is created with its level. */
export function applyLevels(loggers: Loggers, levels: LevelChanges): void {
  for (const [name, level] of Object.entries(levels)) {
    if (!Object.hasOwn(loggers.list(), name)) loggers.named(name);
    loggers.setLevel(name, level ?? undefined);
  }
}

/** Tells the main thread of each logger of this thread, now and later, so that its level can be changed. */
export function reportLoggers(
  { list, onChange }: Pick<Loggers, 'list' | 'onChange'>,
  report: (message: ThreadReport) => void,
): void {
  const known = new Set<string>();
  function update(): void {
    for (const name of Object.keys(list())) {
      if (known.has(name)) continue;
      known.add(name);
      report({ kind: 'logger', name });
    }
  }
  update();
  onChange(update);
}
