import { formatCount, formatMs, formatTime } from '../format/format.ts';
import { MissingNote } from '../parts/notes.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { placeOf } from '../shell/place.ts';
import type { Flight, FlightRoute, SlowExchange } from './flight.ts';

const ms = (value: number | null): string => (value === null ? '–' : formatMs(value));

const COLUMNS: readonly Column<FlightRoute>[] = [
  { title: 'Route', cell: ({ route }) => <code>{route}</code>, by: ({ route }) => route },
  {
    title: 'Requests',
    cell: ({ requests }) => formatCount(requests),
    by: ({ requests }) => requests,
    isNumber: true,
  },
  {
    title: 'Errors',
    cell: ({ errors }) => formatCount(errors),
    by: ({ errors }) => errors,
    isNumber: true,
  },
  { title: 'p50', cell: (row) => ms(row.p50Ms), by: (row) => row.p50Ms ?? 0, isNumber: true },
  { title: 'p95', cell: (row) => ms(row.p95Ms), by: (row) => row.p95Ms ?? 0, isNumber: true },
  { title: 'p99', cell: (row) => ms(row.p99Ms), by: (row) => row.p99Ms ?? 0, isNumber: true },
];

const SLOW_COLUMNS: readonly Column<SlowExchange>[] = [
  { title: 'Time', cell: ({ time }) => formatTime(time), by: ({ time }) => time },
  {
    title: 'Duration',
    cell: ({ durationMs }) => formatMs(durationMs),
    by: ({ durationMs }) => durationMs,
    isNumber: true,
  },
  { title: 'Status', cell: ({ status }) => status, by: ({ status }) => status, isNumber: true },
  { title: 'Request', cell: ({ method, path }) => <code>{`${method} ${path}`}</code> },
  { title: 'Log', cell: ({ id }) => <a href={placeOf('logs', { request: id })}>{id}</a> },
];

/** The routes of the last 15 minutes, each opening to its slowest exchanges. */
export function Routes({ flight }: { readonly flight: Flight }) {
  return (
    <section>
      <h2>Routes</h2>
      <MissingNote missing={flight} />
      <Table
        label="Routes of the last 15 minutes"
        columns={COLUMNS}
        rows={flight.routes}
        keyOf={({ route }) => route}
        empty="No request in the last 15 minutes."
        order={{ title: 'Requests', direction: 'descending' }}
        detail={({ slowest, route }) => (
          <Table
            label={`Slowest exchanges of ${route}`}
            columns={SLOW_COLUMNS}
            rows={slowest}
            keyOf={({ id, time }) => `${id} ${time}`}
            empty="None was kept."
            order={{ title: 'Duration', direction: 'descending' }}
          />
        )}
      />
    </section>
  );
}
