import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Fragment } from 'preact';
import { sortRows, type Order } from './sort-rows.ts';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Aligned to the right. */
  readonly isNumber?: boolean;
  /** The column may be sorted by this value. */
  readonly by?: (row: Row) => number | string;
}

interface TableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Said if there are no rows. */
  readonly empty: string;
  /** What a row opens to. */
  readonly detail?: (row: Row) => ComponentChildren;
  readonly order?: Order;
  readonly markOf?: (row: Row) => string | undefined;
}

/** A table that scrolls sideways where it is too wide, sorts by a click, and may open its rows. */
export function Table<Row>(props: TableProps<Row>) {
  const { label, columns, rows, keyOf, empty } = props;
  const [order, setOrder] = useState(props.order);
  const [open, setOpen] = useState<string>();
  const by = columns.find(({ title }) => title === order?.title)?.by;
  const sorted = order === undefined || by === undefined ? rows : sortRows(rows, by, order);
  if (rows.length === 0) return <p class="empty">{empty}</p>;
  return (
    <div class="scroll" role="region" aria-label={label} tabIndex={0}>
      <table>
        <caption class="hidden">{label}</caption>
        <Head
          columns={columns}
          order={order}
          setOrder={setOrder}
          hasDetail={props.detail !== undefined}
        />
        <tbody>
          {sorted.map((row) => {
            const key = keyOf(row);
            const toggle = (): void => {
              setOpen(open === key ? undefined : key);
            };
            return <Row key={key} {...props} row={row} toggle={toggle} isOpen={open === key} />;
          })}
        </tbody>
      </table>
    </div>
  );
}

interface HeadProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly order: Order | undefined;
  readonly setOrder: (order: Order) => void;
  readonly hasDetail: boolean;
}

function Head<Row>({ columns, order, setOrder, hasDetail }: HeadProps<Row>) {
  return (
    <thead>
      <tr>
        {hasDetail && (
          <th class="opener">
            <span class="hidden">Details</span>
          </th>
        )}
        {columns.map(({ title, isNumber, by }) => (
          <th
            key={title}
            scope="col"
            class={isNumber === true ? 'number' : ''}
            aria-sort={order?.title === title ? order.direction : undefined}
          >
            {by === undefined ? title : <Sorter title={title} order={order} setOrder={setOrder} />}
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface SorterProps {
  readonly title: string;
  readonly order: Order | undefined;
  readonly setOrder: (order: Order) => void;
}

function Sorter({ title, order, setOrder }: SorterProps) {
  const isUp = order?.title === title && order.direction === 'ascending';
  const direction = isUp || order?.title !== title ? 'descending' : 'ascending';
  const mark = order?.title !== title ? '' : isUp ? ' ↑' : ' ↓';
  return (
    <button
      type="button"
      class="sorter"
      onClick={() => {
        setOrder({ title, direction });
      }}
    >
      {title}
      <span aria-hidden="true">{mark}</span>
    </button>
  );
}

interface RowProps<Row> extends TableProps<Row> {
  readonly row: Row;
  readonly isOpen: boolean;
  readonly toggle: () => void;
}

function Row<Row>({ row, columns, detail, isOpen, toggle, keyOf, markOf }: RowProps<Row>) {
  return (
    <Fragment>
      <tr class={markOf?.(row)}>
        {detail !== undefined && (
          <td class="opener">
            <button
              type="button"
              aria-expanded={isOpen}
              aria-label={`Details of ${keyOf(row)}`}
              onClick={toggle}
            >
              {isOpen ? '−' : '+'}
            </button>
          </td>
        )}
        {columns.map(({ title, cell, isNumber }) => (
          <td key={title} class={isNumber === true ? 'number' : ''}>
            {cell(row)}
          </td>
        ))}
      </tr>
      {isOpen && detail !== undefined && (
        <tr class="detail">
          <td colSpan={columns.length + 1}>{detail(row)}</td>
        </tr>
      )}
    </Fragment>
  );
}
