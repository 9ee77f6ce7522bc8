import { logSettings, type Level } from '../../config/declared/log.ts';

/** Severity of one line. */
export type LineLevel = Exclude<Level, 'off'>;

/** Returns the level that a word names in any case, undefined if it names none. */
export function parseLevel(word: string): Level | undefined {
  return logSettings.logLevel.kind.parse(word);
}
