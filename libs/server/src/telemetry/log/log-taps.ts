import { LEVELS, type Level } from '../../config/declared/log.ts';

/** A listener that receives lines at a level of its own, independent of stdout. */
export interface LogTap {
  /** Least severe level to receive. */
  readonly level: Level;
  /** Name of the logger to listen to; undefined for all. */
  readonly logger: string | undefined;
  /** Receives a line, newline included; it must not log. */
  readonly take: (line: string) => void;
}

/** pino's numbers for the levels of lines. */
export const SEVERITY = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60 } as const;

/** Returns the lowest severity that a level lets through. */
export function severityOf(level: Level): number {
  return level === 'off' ? Infinity : SEVERITY[level];
}

/** Passes a line to the taps that listen to its logger at its level. */
export function offerLine(taps: ReadonlySet<LogTap>, name: string, line: TakenLine): void {
  for (const tap of taps)
    if (listensTo(tap, name) && line.severity >= severityOf(tap.level)) tap.take(line.text);
}

export interface TakenLine {
  readonly text: string;
  readonly severity: number;
}

/** Returns the level at which a logger has to render lines, for stdout and for its taps. */
export function levelToRender(taps: ReadonlySet<LogTap>, name: string, ofStdout: Level): Level {
  const wanted = [...taps].filter((tap) => listensTo(tap, name)).map(({ level }) => level);
  return LEVELS.findLast((level) => level === ofStdout || wanted.includes(level)) ?? ofStdout;
}

function listensTo({ logger }: LogTap, name: string): boolean {
  return logger === undefined || logger === name;
}
