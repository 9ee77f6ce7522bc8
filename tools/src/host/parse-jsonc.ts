/** A text in quotes, a comment, or a comma before a closing bracket. Comments may stand after that comma. */
const TOKEN =
  /"(?:[^"\\\n]|\\.)*"|\/\/.*|\/\*[\s\S]*?\*\/|,(?=(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*[\]}])/g;

/**
 * Parses JSON with comments, trailing commas and a byte order mark, as Nx reads its files.
 *
 * @throws {SyntaxError} That of `JSON.parse`; its position is that of the text.
 */
export function parseJsonc(text: string): unknown {
  const blank = (token: string): string =>
    token.startsWith('"') ? token : token.replace(/[^\n]/g, ' ');
  return JSON.parse(text.replace(/^\uFEFF/, ' ').replace(TOKEN, blank));
}
