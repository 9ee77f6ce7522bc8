/** Characters that roff interprets as commands or prints as other characters: groff_char(7). */
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
 * Escapes a text for roff, so that readers can copy it from the page.
 *
 * @example
 * escapeRoff('--port'); // \-\-port
 */
export function escapeRoff(text: string): string {
  const escaped = text.replaceAll(/[\\\-'`^~"]/g, (character) => ESCAPES[character] ?? character);
  return escaped.replaceAll(/^\./gm, '\\&.'); // otherwise the line would be a request
}

/** Renders a section of a page: man(7) SH. */
export function renderSection(title: string, lines: readonly string[]): readonly string[] {
  return [`.SH ${title}`, ...lines];
}

/** Renders a term in bold, and the paragraph about it, indented below: man(7) TP. */
export function renderItem(term: string, text: string): readonly string[] {
  return ['.TP', `.B ${escapeRoff(term)}`, escapeRoff(text)];
}
