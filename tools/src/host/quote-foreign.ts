const MAX_CHARACTERS = 500;

/** What a terminal shows as nothing, or takes as a command, and JSON does not escape: controls and directions of text. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Quotes text that another machine has sent, for a sentence to a person: one line that cannot control the terminal. */
export function quoteForeign(text: string): string {
  const shown = text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
  return JSON.stringify(shown).replaceAll(INVISIBLE, escapeCharacter);
}

/** As {@link quoteForeign}, without the quotes: for a list or a table. */
export function escapeForeign(text: string): string {
  return quoteForeign(text).slice(1, -1);
}

function escapeCharacter(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
