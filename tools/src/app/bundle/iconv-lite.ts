/**
 * Replaces the package iconv-lite in the bundle with the part that body-parser and raw-body use: Node
 * decodes every charset of the WHATWG Encoding Standard, and iconv-lite's own tables would be two fifths
 * of the bundle. Charsets outside the standard, such as UTF-32 and UTF-7, are answered with 415 like any
 * unknown charset; ISO-8859-1 is decoded as windows-1252, as in browsers.
 */

/** Decodes the chunks of a body for raw-body. */
export interface Decoder {
  readonly write: (chunk: Uint8Array) => string;
  /** Returns the replacement for an incomplete last character. */
  readonly end: () => string;
}

export function encodingExists(encoding: string): boolean {
  try {
    createDecoder(encoding);
    return true;
  } catch {
    return false;
  }
}

/** @throws {Error} with iconv-lite's message for an unknown charset, which raw-body turns into 415. */
export function getDecoder(encoding: string): Decoder {
  const decoder = createDecoder(encoding);
  return {
    write: (chunk) => decoder.decode(chunk, { stream: true }),
    end: () => decoder.decode(),
  };
}

export function decode(bytes: Uint8Array, encoding: string): string {
  return createDecoder(encoding).decode(bytes);
}

function createDecoder(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch (error) {
    throw new Error(`Encoding not recognized: '${encoding}'`, { cause: error });
  }
}
