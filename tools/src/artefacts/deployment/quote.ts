/**
 * Quotes a text for a unit of systemd, which also expands specifiers such as `%n`.
 *
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html "Quoting"
 */
export function quote(text: string): string {
  return JSON.stringify(text).replaceAll('%', '%%');
}

/** Renders the description of a unit: one line, without specifiers. */
export function describeUnit(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replaceAll('%', '%%');
}

/** Quotes a text that systemd passes to a command: beside specifiers, it expands `$NAME` there. */
export function quoteArgument(text: string): string {
  return escapeArgument(JSON.stringify(text));
}

/** Lets systemd expand nothing in a text. */
export function escapeArgument(text: string): string {
  return text.replaceAll('%', '%%').replaceAll('$', '$$$$');
}
