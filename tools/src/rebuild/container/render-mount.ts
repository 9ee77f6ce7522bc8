/** Renders --mount. Its value is a CSV record: a path with a comma or quote needs quotes (RFC 4180). */
export function renderMount(...fields: readonly string[]): string {
  const quoted = fields.map((field) =>
    /[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field,
  );
  return `--mount=${quoted.join(',')}`;
}
