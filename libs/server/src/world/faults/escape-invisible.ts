/**
 * Characters that a terminal shows as nothing, as a space or as a line break: separators, controls,
 * format characters and code points without a character. Copied from a page or written by an editor,
 * they make a value wrong that looks right.
 */
const INVISIBLE = String.raw`[[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]--[\n ]]`;

/** ASCII without space and controls: nothing to escape or remove, which is nearly every name of a variable. */
const VISIBLE = /^[!-~]*$/;

let compiled: RegExp | undefined;

/** Compiled when it is first needed: the tables of Unicode take longer than all settings together. */
function invisible(): RegExp {
  return (compiled ??= new RegExp(INVISIBLE, 'gv'));
}

/** Escapes invisible characters as JSON does, except spaces and line feeds. */
export function escapeInvisible(text: string): string {
  return text.replaceAll(invisible(), (character) =>
    character.split('').map(escapeCodeUnit).join(''),
  );
}

/** Quotes a value for a sentence: as JSON, with its invisible characters escaped. */
export function quote(text: string): string {
  return escapeInvisible(JSON.stringify(text));
}

/** Removes invisible characters and spaces. */
export function removeInvisible(text: string): string {
  if (VISIBLE.test(text)) return text;
  return text.replaceAll(invisible(), '').replaceAll(/[\n ]/g, '');
}

function escapeCodeUnit(codeUnit: string): string {
  return `\\u${codeUnit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
