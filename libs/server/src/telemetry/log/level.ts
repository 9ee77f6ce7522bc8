import { LEVELS, type Level } from '../../config/declared/log.ts';

/** Severity of one line. */
export type LineLevel = Exclude<Level, 'off'>;

/** Returns the level that a lower-case word names, undefined if it names none. */
export function parseLevel(word: string): Level | undefined {
  return LEVELS.find((level) => level === word);
}
