/** Printable ASCII but for the quotation mark and the backslash: the same inside JSON as outside. */
const PLAIN = /^[ !#-[\]-~]*$/;

/**
 * Characters that JSON allows unescaped and that still break a line or act on a terminal: DEL, the
 * C1 controls (NEL, CSI), LINE and PARAGRAPH SEPARATOR, and the marks that turn the writing direction.
 */
const ACTING = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const EVERY_ACTING = new RegExp(ACTING, 'g');

/** Renders text as a JSON string of one line that no terminal acts upon. */
export function renderJsonText(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : escapeActing(JSON.stringify(text));
}

/** Escapes, in finished JSON, what would break a line or act on a terminal; such characters only stand in its strings. */
export function escapeActing(json: string): string {
  if (!ACTING.test(json)) return json;
  return json.replace(
    EVERY_ACTING,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
