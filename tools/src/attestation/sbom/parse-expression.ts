import parse from 'spdx-expression-parse';

export type Expression = ReturnType<typeof parse>;

/**
 * Reads an SPDX expression. Undefined for what is none, as `SEE LICENSE IN FILE` and `UNLICENSED` are
 * none.
 */
export function parseExpression(text: string): Expression | undefined {
  try {
    return parse(text);
  } catch {
    return undefined; // the parser says only where it stopped; who asks shows the whole text
  }
}
