import {
  createConfiguredLevel,
  type ConfiguredLevel,
  type LevelClock,
} from './configured-level.ts';
import type { Level, LineLevel } from './level.ts';
import type { LineSink } from './line-sink.ts';
import { createLog, pinoLevelOf, type Log } from './log.ts';

/** Name of the logger without a name, where loggers are listed. */
export const ROOT = 'ROOT';

/** How a logger stands, as plain values. */
export interface LoggerState {
  /** Level asked for; null where the logger follows the root. */
  readonly configuredLevel: Level | null;
  readonly effectiveLevel: Level;
  /** When `configuredLevel` ends, in RFC 3339; null where it stays. */
  readonly expiresAt: string | null;
}

export interface LevelChangeOptions {
  /** Milliseconds after which the level before comes back; without it the change stays. */
  readonly ttlMs?: number;
}

/** The named loggers of a server. */
export interface Loggers {
  /** The logger without a name. */
  readonly root: Log;
  /** Gives the logger of a name, the same one each time; its lines carry `logger`. */
  readonly named: (name: string) => Log;
  readonly list: () => Readonly<Record<string, LoggerState>>;
  /**
   * Changes the level of a logger, and of all that were or will be made of it by `child()`. Loggers
   * without a level of their own follow the root.
   *
   * @param level undefined follows the root again; the root itself goes back to the level it started with.
   * @returns How the logger stands now, or undefined where none has the name.
   * @throws {RangeError} for a `ttlMs` that is not from 1 to MAX_TTL_MS.
   */
  readonly setLevel: (
    name: string,
    level: Level | undefined,
    options?: LevelChangeOptions,
  ) => LoggerState | undefined;
  /** Writes a finished line of JSON, newline included, whose maker has looked at the level. */
  readonly writeLine: (level: LineLevel, line: string) => void;
  /** Lines written so far, by their level. */
  readonly lineCounts: () => Readonly<Record<LineLevel, number>>;
}

export interface LoggersOptions extends LevelClock {
  /** Level of the root at the start. */
  readonly level: Level;
  readonly sink: Pick<LineSink, 'write' | 'push'>;
}

/** pino's numbers for the levels of lines. */
const SEVERITY = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60 } as const;

interface Entry {
  readonly log: Log;
  readonly configured: ConfiguredLevel;
}

export function createLoggers({ level: startLevel, sink, ...clock }: LoggersOptions): Loggers {
  const counts = new Array<number>(SEVERITY.fatal + 1).fill(0);
  const onLine = (severity: number): void => {
    counts[severity] = (counts[severity] ?? 0) + 1;
    if (severity >= SEVERITY.fatal) sink.push(); // the process may not live to the end of this turn
  };
  const root = createLog({ level: startLevel, now: clock.now, sink, onLine });
  const entries = new Map<string, Entry>();
  add(ROOT, root);

  function add(name: string, log: Log): void {
    entries.set(name, { log, configured: createConfiguredLevel(clock, applyLevels) });
  }
  function effectiveLevelOf({ configured }: Entry): Level {
    return configured.level() ?? entries.get(ROOT)?.configured.level() ?? startLevel;
  }
  // Every named logger has its level set, also where it follows the root: what pino does for the
  // child of a changed parent is undocumented. It is relied upon for the children of these only.
  function applyLevels(): void {
    for (const entry of entries.values()) entry.log.level = pinoLevelOf(effectiveLevelOf(entry));
  }
  function stateOf(entry: Entry): LoggerState {
    const configured = entry.configured.level() ?? (entry.log === root ? startLevel : null);
    const expiresAt = entry.configured.expiresAt() ?? null;
    return { configuredLevel: configured, effectiveLevel: effectiveLevelOf(entry), expiresAt };
  }
  return {
    root,
    named: (name) => {
      if (!entries.has(name)) add(name, root.child({ logger: name }));
      return entries.get(name)?.log ?? root;
    },
    list: () =>
      Object.fromEntries([...entries].map(([name, entry]) => [name, stateOf(entry)] as const)),
    setLevel: (name, level, { ttlMs } = {}) => {
      const entry = entries.get(name);
      if (entry === undefined) return undefined;
      entry.configured.set(level, ttlMs);
      applyLevels();
      return stateOf(entry);
    },
    writeLine: (level, line) => {
      sink.write(line);
      onLine(SEVERITY[level]);
    },
    lineCounts: () => ({
      trace: counts[SEVERITY.trace] ?? 0,
      debug: counts[SEVERITY.debug] ?? 0,
      info: counts[SEVERITY.info] ?? 0,
      warn: counts[SEVERITY.warn] ?? 0,
      error: counts[SEVERITY.error] ?? 0,
      fatal: counts[SEVERITY.fatal] ?? 0,
    }),
  };
}
