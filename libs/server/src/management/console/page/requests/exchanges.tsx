import { useState } from 'preact/hooks';
import type { Exchange, Exchanges } from '../api/answers.ts';
import { usePoll } from '../api/use-poll.ts';
import { useNowMs } from '../clock.ts';
import { formatMs, formatTime } from '../format/format.ts';
import { Select, TextField } from '../parts/fields.tsx';
import { MissingNote, ProblemNote } from '../parts/notes.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { pathOfThread, threadColumns } from '../parts/thread-choice.tsx';
import { useConsole } from '../shell/context.ts';
import { ExchangeDetail } from './exchange-detail.tsx';
import { createExchangeFilter, durationOf, routeOf } from './filter-exchanges.ts';

const EVERY_MS = 2_000;

const COLUMNS: readonly Column<Exchange>[] = [
  {
    title: 'Time',
    cell: ({ timestamp }) => <time dateTime={timestamp}>{formatTime(timestamp)}</time>,
    by: ({ timestamp }) => timestamp,
  },
  {
    title: 'Status',
    cell: ({ response: { status } }) => <span class={toneOf(status)}>{status || 'none'}</span>,
    by: ({ response: { status } }) => status,
    isNumber: true,
  },
  {
    title: 'Duration',
    cell: (exchange) => formatMs(durationOf(exchange)),
    by: durationOf,
    isNumber: true,
  },
  {
    title: 'Request',
    cell: ({ request: { method, uri } }) => <code class="wrap">{`${method} ${uri}`}</code>,
    by: ({ request: { uri } }) => uri,
  },
  { title: 'Route', cell: (exchange) => <code>{routeOf(exchange)}</code>, by: routeOf },
];

function toneOf(status: number): string {
  return status >= 500 || status === 0 ? 'bad' : status >= 400 ? 'warn' : '';
}

const STATUSES = [
  ['', 'all'],
  ['2', '2xx'],
  ['3', '3xx'],
  ['4', '4xx'],
  ['5', '5xx'],
  ['0', 'no answer'],
] as const;

const DURATIONS = [
  ['0', 'any'],
  ['10', '10 ms'],
  ['100', '100 ms'],
  ['1000', '1 s'],
  ['10000', '10 s'],
] as const;

const AGES = [
  ['Infinity', 'any'],
  ['60000', '1 minute'],
  ['300000', '5 minutes'],
  ['900000', '15 minutes'],
] as const;

/** The latest exchanges, each opening to its phases, headers and log lines. */
export function ExchangesTable({ thread }: { readonly thread: string }) {
  const { data, problem } = usePoll<Exchanges>(pathOfThread('exchanges', thread), EVERY_MS);
  const [filter, setFilter] = useState<Filter>({
    status: '',
    route: '',
    slower: '0',
    younger: 'Infinity',
  });
  const now = useNowMs();
  const { threads } = useConsole().self;
  const { status, route } = filter;
  const numbers = { slowerThanMs: Number(filter.slower), youngerThanMs: Number(filter.younger) };
  const rows = data?.exchanges.filter(createExchangeFilter({ status, route, ...numbers }, now));
  return (
    <section>
      <h2>Latest exchanges</h2>
      <ProblemNote problem={problem} />
      <FilterBar filter={filter} onChange={setFilter} />
      <MissingNote missing={data} />
      {rows !== undefined && (
        <Table
          label="Latest exchanges"
          columns={[...COLUMNS, ...threadColumns<Exchange>(threads)]}
          rows={rows}
          keyOf={({ requestId, timestamp }) => `${requestId} at ${timestamp}`}
          empty="No such exchange is kept."
          detail={(exchange) => <ExchangeDetail exchange={exchange} />}
        />
      )}
    </section>
  );
}

interface Filter {
  readonly status: string;
  readonly route: string;
  readonly slower: string;
  readonly younger: string;
}

interface FilterBarProps {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}

function FilterBar({ filter, onChange }: FilterBarProps) {
  const set = (name: keyof Filter) => (value: string) => {
    onChange({ ...filter, [name]: value });
  };
  return (
    <div class="toolbar below">
      <Select label="Status" value={filter.status} options={STATUSES} onChange={set('status')} />
      <TextField label="Route or path contains" value={filter.route} onChange={set('route')} />
      <Select label="At least" value={filter.slower} options={DURATIONS} onChange={set('slower')} />
      <Select label="In the last" value={filter.younger} options={AGES} onChange={set('younger')} />
    </div>
  );
}
