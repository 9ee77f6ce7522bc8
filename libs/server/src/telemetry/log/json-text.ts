/** Printable ASCII except the quotation mark and the backslash: text that is the same inside JSON as outside. */
const PLAIN = /^[ !#-[\]-~]*$/;

/**
 * Characters that JSON allows unescaped and that nevertheless break a line or control a terminal: DEL,
 * the C1 controls (NEL, CSI), LINE and PARAGRAPH SEPARATOR, and the marks that change the writing direction.
 */
const CONTROLS = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const ALL_CONTROLS = new RegExp(CONTROLS, 'g');

/** Renders text as a JSON string in one line, without characters that control a terminal. */
export function renderJsonText(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : escapeControls(JSON.stringify(text));
}

/** Escapes the characters of rendered JSON that break a line or control a terminal; they occur in its strings only. */
export function escapeControls(json: string): string {
  if (!CONTROLS.test(json)) return json;
  return json.replace(
    ALL_CONTROLS,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
