/**
 * Quotes a text for a unit of systemd, which also expands specifiers such as `%n`.
 *
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html "Quoting"
 */
export function quote(text: string): string {
  return JSON.stringify(text).replaceAll('%', '%%');
}
