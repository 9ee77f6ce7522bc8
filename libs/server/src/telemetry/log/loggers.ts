import { createTimedValue, type Clock, type TimedValue } from '../../config/timed-value.ts';
import type { LineLevel } from './level.ts';
import type { LineSink } from './line-sink.ts';
import { createLog, pinoLevelOf, type Log } from './log.ts';
import { levelToRender, offerLine, SEVERITY, severityOf, type LogTap } from './log-taps.ts';
import { createRecentLines } from './recent-lines.ts';
import type { RenderLine } from './render-line.ts';
import type { Level } from '../../config/declared/log.ts';

/** Name of the root logger in lists. */
export const ROOT = 'ROOT';

/** The state of a logger, as plain values. */
export interface LoggerState {
  /** Level set for this logger; null if it follows the root. */
  readonly configuredLevel: Level | null;
  readonly effectiveLevel: Level;
  /** When `configuredLevel` ends, in RFC 3339; null if it does not end. */
  readonly expiresAt: string | null;
}

export interface LevelChangeOptions {
  /** Milliseconds after which the change is reverted; by default it stays. */
  readonly ttlMs?: number;
}

/** The named loggers of a server. */
export interface Loggers {
  /** The root logger, which has no name. */
  readonly root: Log;
  /** Returns the logger with a name, the same one each time; its lines carry `logger`. */
  readonly named: (name: string) => Log;
  readonly list: () => Readonly<Record<string, LoggerState>>;
  /**
   * Changes the level of a logger and of all its children, existing and future ones. Loggers without a
   * level of their own follow the root.
   *
   * @param level undefined to follow the root again; for the root itself, to return to its startup level.
   * @returns The new state of the logger; undefined if no logger has the name.
   * @throws {RangeError} if `ttlMs` is not from 1 to MAX_TTL_MS.
   */
  readonly setLevel: (
    name: string,
    level: Level | undefined,
    options?: LevelChangeOptions,
  ) => LoggerState | undefined;
  /** Calls the listener when a level has changed or ended, and when a logger was created. */
  readonly onChange: (listener: () => void) => void;
  /** Writes a rendered line of JSON, newline included; the caller has checked the logger's level. */
  readonly writeLine: (log: Log, level: LineLevel, line: string) => void;
  /** Passes each line that is written to stdout, newline included and without a prefix, to a function too. */
  readonly exportTo: (take: (line: string) => void) => void;
  /** Writes a rendered line regardless of levels, such as an audit line. */
  readonly writeAlways: (line: string) => void;
  /**
   * Adds a tap, which receives lines of any level while stdout receives the same lines as before. While
   * there are taps, the loggers render the lines that a tap needs, and lines that only a tap needs are not
   * written to stdout; without taps a line costs one check of an empty set.
   *
   * @returns The function that removes the tap; undefined if no logger has its name.
   */
  readonly listen: (tap: LogTap) => (() => void) | undefined;
  /** The latest lines written to stdout, oldest first. */
  readonly recentLines: () => readonly string[];
  /** Number of lines written so far, by level. */
  readonly lineCounts: () => Readonly<Record<LineLevel, number>>;
}

export interface LoggersOptions extends Clock {
  /** Startup level of the root. */
  readonly level: Level;
  readonly sink: Pick<LineSink, 'write' | 'push'>;
  /** Renders each line for stdout; by default it is written as it is. */
  readonly render?: RenderLine | undefined;
  /** Facts of every line of pino; default: none. */
  readonly base?: object;
}

/** Key of the entry of a named logger; loggers made by `child()` inherit it through their prototype. */
const ENTRY = Symbol('entry');

interface Entry {
  readonly name: string;
  readonly log: Log;
  readonly configured: TimedValue<Level>;
}

/** Creates the loggers of a server: the root alone at first. */
export function createLoggers({ level: startLevel, ...given }: LoggersOptions): Loggers {
  const { write, ...output } = createOutput(given);
  const taps = new Set<LogTap>();
  const entries = new Map<string, Entry>();
  const listeners: (() => void)[] = [];
  const root = createLog({ level: startLevel, now: given.now, take, base: given.base });
  add(ROOT, root);
  function take(line: string, severity: number, log: Log): void {
    if (taps.size === 0 || offerToTaps(line, severity, log)) write(line, severity);
  }
  /** @returns Whether the line is to be written to stdout too. */
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
  // The level of every named logger is set, even if it follows the root: how pino treats the child of a
  // changed parent is undocumented. Only the children of named loggers rely on it.
  function applyLevels(): void {
    for (const entry of entries.values())
      entry.log.level = pinoLevelOf(levelToRender(taps, entry.name, effectiveLevelOf(entry)));
    for (const listener of listeners) listener();
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
    onChange: (listener) => void listeners.push(listener),
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
    ...output,
  };
}

function countsByLevel(counts: readonly number[]): Record<LineLevel, number> {
  const named = Object.entries(SEVERITY).map(([level, severity]) => [level, counts[severity] ?? 0]);
  return Object.fromEntries(named) as Record<LineLevel, number>;
}

/** Creates what writes lines to stdout, counts them and keeps the latest. */
function createOutput({ sink, render }: Pick<LoggersOptions, 'sink' | 'render'>) {
  const counts = new Array<number>(SEVERITY.fatal + 1).fill(0);
  const recent = createRecentLines();
  let exportLine: ((line: string) => void) | undefined;
  // Chosen once, so that a line of JSON without a prefix costs nothing more.
  const sinkLine =
    render === undefined
      ? (line: string): void => {
          sink.write(line); // without severity: a stream would use a second argument as a callback
        }
      : (line: string, severity: number): void => {
          sink.write(render(line, severity));
        };
  function write(line: string, severity: number): void {
    sinkLine(line, severity);
    recent.add(line);
    exportLine?.(line);
    counts[severity] = (counts[severity] ?? 0) + 1;
    if (severity >= SEVERITY.fatal) sink.push(); // the process may end before this turn does
  }
  const exportTo = (take: (line: string) => void): void => {
    exportLine = take;
  };
  return {
    write,
    recentLines: recent.list,
    lineCounts: () => countsByLevel(counts),
    exportTo,
  };
}
