/**
 * Renders rows as columns that are two spaces apart; the first row is the heading.
 *
 * @param leftCount How many columns are aligned to the left; the others, numbers, to the right.
 */
export function renderTable(rows: readonly (readonly string[])[], leftCount = 1): string {
  const columnCount = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columnCount }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const renderCell = (cell: string, column: number) =>
    column < leftCount ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(renderCell).join('  ').trimEnd()).join('\n');
}
