/** Characters that roff takes for commands, or prints as others than they are: groff_char(7). */
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
  '"': '\\(dq',
};

/**
 * Escapes a text for roff, so that a reader can copy what the page shows.
 *
 * @example
 * escapeRoff('--port'); // \-\-port
 */
export function escapeRoff(text: string): string {
  const escaped = text.replaceAll(/[\\\-'`^~"]/g, (character) => ESCAPES[character] ?? character);
  return escaped.replaceAll(/^\./gm, '\\&.'); // else the line would be a request
}

/** A section of a page: man(7) SH. */
export function renderSection(title: string, lines: readonly string[]): readonly string[] {
  return [`.SH ${title}`, ...lines];
}

/** A term in bold and the paragraph about it, indented below: man(7) TP. */
export function renderItem(term: string, text: string): readonly string[] {
  return ['.TP', `.B ${escapeRoff(term)}`, escapeRoff(text)];
}
