/**
 * Stands in for the package iconv-lite in the bundle, with what body-parser and raw-body use of it:
 * Node decodes every charset of the WHATWG Encoding Standard by itself, and iconv-lite's own tables
 * would be two fifths of the bundle. What the standard does not have, such as UTF-32 and UTF-7, is
 * answered with 415 like any unknown charset; ISO-8859-1 is read as windows-1252, as browsers do.
 */

/** What raw-body feeds with the chunks of a body. */
export interface Decoder {
  readonly write: (chunk: Uint8Array) => string;
  /** Gives what an unfinished last character stands for. */
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

/** @throws {Error} with iconv-lite's words for an unknown charset, which raw-body turns into 415. */
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
