export interface Order {
  /** Title of the column. */
  readonly title: string;
  readonly direction: 'ascending' | 'descending';
}

/** Sorts rows by a value; texts by code units, and rows with equal values keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  by: (row: Row) => number | string,
  { direction }: Pick<Order, 'direction'>,
): readonly Row[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return rows.toSorted((a, b) => {
    const [left, right] = [by(a), by(b)];
    return left === right ? 0 : left < right ? -sign : sign;
  });
}
