import { LEVELS, type Level } from '../../config/declared/log.ts';

/** Severity of one line. */
export type LineLevel = Exclude<Level, 'off'>;

/** Gives the level of a word, or undefined where it names none; words are lower case. */
export function parseLevel(word: string): Level | undefined {
  return LEVELS.find((level) => level === word);
}
