import { formatBytes, formatMs, formatTime } from '../format/format.ts';
import { Table, type Column } from '../parts/table.tsx';
import { placeOf } from '../shell/place.ts';
import type { Capture, Flight, Stall } from './flight.ts';

const STALL_COLUMNS: readonly Column<Stall>[] = [
  { title: 'Time', cell: ({ time }) => formatTime(time), by: ({ time }) => time },
  {
    title: 'Duration',
    cell: ({ durationMs }) => formatMs(durationMs),
    by: ({ durationMs }) => durationMs,
    isNumber: true,
  },
  { title: 'Thread', cell: ({ thread }) => thread },
];

const CAPTURE_COLUMNS: readonly Column<Capture>[] = [
  { title: 'Time', cell: ({ time }) => formatTime(time), by: ({ time }) => time },
  { title: 'Reason', cell: ({ reason }) => reason },
  { title: 'Size', cell: ({ sizeBytes }) => formatBytes(sizeBytes), isNumber: true },
  {
    title: 'Profile',
    cell: ({ id }) => <a href={placeOf('cpu', { capture: String(id) })}>Flame graph</a>,
  },
];

/** The last stalls with their stacks, and the captures that the recorder has made by itself. */
export function Stalls({ flight }: { readonly flight: Flight }) {
  const { stalls, captures } = flight;
  const newest = { title: 'Time', direction: 'descending' } as const;
  return (
    <>
      <section>
        <h2>Stalls</h2>
        <Table
          label="Stalls"
          columns={STALL_COLUMNS}
          rows={stalls}
          keyOf={({ time, thread }) => `${time} ${thread}`}
          empty="No stall was seen."
          order={newest}
          detail={({ stack }) => <pre>{textOf(stack)}</pre>}
        />
      </section>
      {captures.length > 0 && (
        <section>
          <h2>Captures</h2>
          <Table
            label="Captures"
            columns={CAPTURE_COLUMNS}
            rows={captures}
            keyOf={({ id }) => String(id)}
            empty=""
            order={newest}
          />
        </section>
      )}
    </>
  );
}

function textOf(stack: Stall['stack']): string {
  if (stack === null || stack.length === 0) return 'No stack was found.';
  return typeof stack === 'string' ? stack : stack.join('\n');
}
