/**
 * Returns the same text, stored in one piece.
 *
 * V8 keeps a concatenation as a tree of its parts until one of its characters is read. A tree that is kept
 * for some time costs the garbage collector a copy of each part: for the latest lines of the log, more time
 * than all other work on a request together.
 */
export function inOnePiece(text: string): string {
  return text.charCodeAt(0) === 0 ? text.slice(0) : text; // used, or the compiler would drop the reading
}
