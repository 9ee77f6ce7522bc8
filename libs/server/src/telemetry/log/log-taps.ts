import { LEVELS, type Level } from '../../config/declared/log.ts';

/** Someone who wants lines at another level than stdout gets. */
export interface LogTap {
  /** Least severe lines wanted. */
  readonly level: Level;
  /** Name of the one logger listened to; undefined for all. */
  readonly logger: string | undefined;
  /** Takes a line, newline included; it must not log. */
  readonly take: (line: string) => void;
}

/** pino's numbers for the levels of lines. */
export const SEVERITY = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60 } as const;

/** Severity from which on a level lets lines through. */
export function severityOf(level: Level): number {
  return level === 'off' ? Infinity : SEVERITY[level];
}

/** Hands a line to those who listen to its logger at its level. */
export function offerLine(taps: ReadonlySet<LogTap>, name: string, line: TakenLine): void {
  for (const tap of taps)
    if (hears(tap, name) && line.severity >= severityOf(tap.level)) tap.take(line.text);
}

export interface TakenLine {
  readonly text: string;
  readonly severity: number;
}

/** The level at which a logger has to make lines, for stdout and for those who listen to it. */
export function levelToMake(taps: ReadonlySet<LogTap>, name: string, ofStdout: Level): Level {
  const wanted = [...taps].filter((tap) => hears(tap, name)).map(({ level }) => level);
  return LEVELS.findLast((level) => level === ofStdout || wanted.includes(level)) ?? ofStdout;
}

function hears({ logger }: LogTap, name: string): boolean {
  return logger === undefined || logger === name;
}
