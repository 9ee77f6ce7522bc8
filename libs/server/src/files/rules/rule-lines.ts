import type { PathPattern } from './path-pattern.ts';

/**
 * Most rules of a file, and most of them with placeholders or `*`: a request for which no file is found may
 * compare all of them, which takes 6 to 40 us for 1000 literal ones, and as long for 100 others.
 */
const [RULE_LIMIT, WILDCARD_LIMIT] = [1_000, 100];
const SHOWN_CHARACTERS = 80;

/** A line that is not a rule. */
export class LineError extends Error {
  /** From 1. */
  readonly line: number;

  constructor(line: number, expected: string, found: string) {
    super(`expected ${expected}, found "${found.slice(0, SHOWN_CHARACTERS)}"`);
    this.line = line;
  }
}

export interface RuleLine {
  /** From 1. */
  readonly line: number;
  /** Without the white space around it. */
  readonly text: string;
}

/** Returns the lines of a file of rules that are neither empty nor comments. */
export function linesOf(text: string): readonly RuleLine[] {
  const lines = text.split(/\r?\n/).map((one, index) => ({ line: index + 1, text: one.trim() }));
  return lines.filter((one) => one.text !== '' && !one.text.startsWith('#'));
}

/** Counts the rules of a file; throws a LineError if there are too many. */
export function createRuleLimit(): (pattern: PathPattern, { line, text }: RuleLine) => void {
  let [count, wildcardCount] = [0, 0];
  return ({ names }, { line, text }) => {
    count += 1;
    wildcardCount += names.length === 0 ? 0 : 1;
    if (count > RULE_LIMIT) throw new LineError(line, `at most ${RULE_LIMIT} rules`, text);
    if (wildcardCount > WILDCARD_LIMIT)
      throw new LineError(line, `at most ${WILDCARD_LIMIT} rules with * or placeholders`, text);
  };
}
