export type MarkdownTable = readonly (readonly string[])[];

/** Renders a Markdown table whose columns are aligned in a terminal; the first row is the heading. */
export function renderMarkdownTable(rows: MarkdownTable): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const renderRow = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  const rule = widths.map((width) => '-'.repeat(width));
  return [head, rule, ...body].map(renderRow).join('\n');
}

export function transpose(rows: MarkdownTable): MarkdownTable {
  return (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? ''));
}
