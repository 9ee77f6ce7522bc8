/** Levels of a logger, the most silent first. */
export const LEVELS = ['off', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** Least severe lines that a logger writes; `off` writes none. */
export type Level = (typeof LEVELS)[number];

/** Severity of one line. */
export type LineLevel = Exclude<Level, 'off'>;

/** Gives the level of a word, or undefined where it names none; words are lower case. */
export function parseLevel(word: string): Level | undefined {
  return LEVELS.find((level) => level === word);
}
