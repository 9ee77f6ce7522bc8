import { createTimedValue, type Clock, type TimedValue } from '../../config/timed-value.ts';
import type { LineLevel } from './level.ts';
import type { LineSink } from './line-sink.ts';
import { createLog, pinoLevelOf, type Log } from './log.ts';
import { levelToMake, offerLine, SEVERITY, severityOf, type LogTap } from './log-taps.ts';
import { withPriority } from './priority.ts';
import { createRecentLines } from './recent-lines.ts';
import type { Level, LogPrefix } from '../../config/declared/log.ts';

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
  /** Writes a finished line of JSON, newline included, whose maker has looked at the logger's level. */
  readonly writeLine: (log: Log, level: LineLevel, line: string) => void;
  /** Writes a finished line that no level silences, such as one of the audit. */
  readonly writeAlways: (line: string) => void;
  /**
   * Listens to lines of any level while stdout gets what it got before. As long as someone listens,
   * the loggers make the lines that are wanted, and those that only a listener wants stay off stdout;
   * while nobody does, a line costs one look at an empty set more.
   *
   * @returns What ends it, or undefined where no logger has the name.
   */
  readonly listen: (tap: LogTap) => (() => void) | undefined;
  /** The latest lines of stdout, oldest first. */
  readonly recentLines: () => readonly string[];
  /** Lines written so far, by their level. */
  readonly lineCounts: () => Readonly<Record<LineLevel, number>>;
}

export interface LoggersOptions extends Clock {
  /** Level of the root at the start. */
  readonly level: Level;
  readonly sink: Pick<LineSink, 'write' | 'push'>;
  /** What stands before each line for stdout; without it none. */
  readonly prefix?: LogPrefix;
}

/** Where a named logger keeps its entry; those made by `child()` find it there, by their prototype. */
const ENTRY = Symbol('entry');

interface Entry {
  readonly name: string;
  readonly log: Log;
  readonly configured: TimedValue<Level>;
}

export function createLoggers({ level: startLevel, ...given }: LoggersOptions): Loggers {
  const { write, recent, counts } = createOutput(given);
  const taps = new Set<LogTap>();
  const entries = new Map<string, Entry>();
  const root = createLog({ level: startLevel, now: given.now, take });
  add(ROOT, root);
  function take(line: string, severity: number, log: Log): void {
    if (taps.size === 0 || offerToTaps(line, severity, log)) write(line, severity);
  }
  /** @returns Whether the line is for stdout as well. */
  function offerToTaps(text: string, severity: number, log: Log): boolean {
    const { [ENTRY]: entry } = log as Log & { readonly [ENTRY]: Entry };
    offerLine(taps, entry.name, { text, severity });
    return severity >= severityOf(effectiveLevelOf(entry));
  }
  function add(name: string, log: Log): Log {
    const entry = { name, log, configured: createTimedValue<Level>(given, applyLevels) };
    entries.set(name, entry);
    Object.defineProperty(log, ENTRY, { value: entry });
    applyLevels();
    return log;
  }
  function effectiveLevelOf({ configured }: Entry): Level {
    return configured.value() ?? entries.get(ROOT)?.configured.value() ?? startLevel;
  }
  // Every named logger has its level set, also where it follows the root: what pino does for the
  // child of a changed parent is undocumented. It is relied upon for the children of these only.
  function applyLevels(): void {
    for (const entry of entries.values())
      entry.log.level = pinoLevelOf(levelToMake(taps, entry.name, effectiveLevelOf(entry)));
  }
  function stateOf(entry: Entry): LoggerState {
    const { log, configured } = entry;
    return {
      configuredLevel: configured.value() ?? (log === root ? startLevel : null),
      effectiveLevel: effectiveLevelOf(entry),
      expiresAt: configured.expiresAt() ?? null,
    };
  }
  return {
    root,
    named: (name) => entries.get(name)?.log ?? add(name, root.child({ logger: name })),
    list: () => Object.fromEntries(Array.from(entries, ([name, one]) => [name, stateOf(one)])),
    setLevel: (name, level, { ttlMs } = {}) => {
      const entry = entries.get(name);
      entry?.configured.set(level, ttlMs);
      applyLevels();
      return entry && stateOf(entry);
    },
    writeLine: (log, level, line) => {
      take(line, SEVERITY[level], log);
    },
    writeAlways: (line) => {
      write(line, SEVERITY.info);
    },
    listen: (tap) => {
      if (tap.logger !== undefined && !entries.has(tap.logger)) return undefined;
      taps.add(tap);
      applyLevels();
      return () => {
        if (taps.delete(tap)) applyLevels();
      };
    },
    recentLines: recent.list,
    lineCounts: () => countsByLevel(counts),
  };
}

function countsByLevel(counts: readonly number[]): Record<LineLevel, number> {
  const named = Object.entries(SEVERITY).map(([level, severity]) => [level, counts[severity] ?? 0]);
  return Object.fromEntries(named) as Record<LineLevel, number>;
}

/** Where the lines for stdout go, and what is kept of them. */
function createOutput({ sink, prefix = 'none' }: Pick<LoggersOptions, 'sink' | 'prefix'>) {
  const counts = new Array<number>(SEVERITY.fatal + 1).fill(0);
  const recent = createRecentLines();
  // Chosen once: a line without a prefix goes the way it went before there were any.
  const sinkLine =
    prefix === 'none'
      ? (line: string): void => {
          sink.write(line); // it alone: a stream would take a second argument for a callback
        }
      : (line: string, severity: number): void => {
          sink.write(withPriority(line, severity));
        };
  function write(line: string, severity: number): void {
    sinkLine(line, severity);
    recent.add(line);
    counts[severity] = (counts[severity] ?? 0) + 1;
    if (severity >= SEVERITY.fatal) sink.push(); // the process may not live to the end of this turn
  }
  return { write, recent, counts };
}
