import parse from 'spdx-expression-parse';

export type Expression = ReturnType<typeof parse>;

/**
 * Parses an SPDX expression. Returns undefined for anything else, such as `SEE LICENSE IN FILE` and
 * `UNLICENSED`.
 */
export function parseExpression(text: string): Expression | undefined {
  try {
    return parse(text);
  } catch {
    return undefined; // the parser reports only a position; callers show the whole text
  }
}
