/**
 * Characters that a terminal shows as nothing, as a space or as a line break: separators, controls,
 * format characters and code points without a character. Copied from a page or written by an editor,
 * they make a value wrong that looks right.
 */
const INVISIBLE = /[[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]--[\n ]]/gv;

/** Escapes invisible characters as JSON does, except spaces and line feeds. */
export function escapeInvisible(text: string): string {
  return text.replaceAll(INVISIBLE, (character) =>
    character.split('').map(escapeCodeUnit).join(''),
  );
}

/** Quotes a value for a sentence: as JSON, with its invisible characters escaped. */
export function quote(text: string): string {
  return escapeInvisible(JSON.stringify(text));
}

/** Removes invisible characters and spaces. */
export function removeInvisible(text: string): string {
  return text.replaceAll(INVISIBLE, '').replaceAll(/[\n ]/g, '');
}

function escapeCodeUnit(codeUnit: string): string {
  return `\\u${codeUnit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
