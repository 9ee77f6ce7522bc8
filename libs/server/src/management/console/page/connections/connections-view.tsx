import { useState } from 'preact/hooks';
import type { ConnectionRow, Connections, Threaded } from '../api/answers.ts';
import { usePoll } from '../api/use-poll.ts';
import { formatBytes, formatCount, formatMs } from '../format/format.ts';
import { Select, TextField } from '../parts/fields.tsx';
import { MissingNote, ProblemNote } from '../parts/notes.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { pathOfThread, ThreadChoice, threadColumns } from '../parts/thread-choice.tsx';
import { useConsole } from '../shell/context.ts';

const EVERY_MS = 2_000;

type Row = Threaded<ConnectionRow>;

const COLUMNS: readonly Column<Row>[] = [
  { title: 'Remote', cell: ({ remote }) => <code>{remote ?? 'unknown'}</code> },
  { title: 'State', cell: ({ state }) => state, by: ({ state }) => state },
  number('Age', ({ ageMs }) => ageMs, formatMs),
  number('Idle', ({ idleMs }) => idleMs, formatMs),
  number('Requests', ({ requests }) => requests, formatCount),
  number('In', ({ bytesIn }) => bytesIn, formatBytes),
  number('Out', ({ bytesOut }) => bytesOut, formatBytes),
];

function number(
  title: string,
  by: (row: Row) => number,
  format: (value: number) => string,
): Column<Row> {
  return { title, by, cell: (row) => format(by(row)), isNumber: true };
}

const STATES = [
  ['', 'all'],
  ['active', 'active'],
  ['idle', 'idle'],
  ['upgraded', 'upgraded'],
] as const;

const describeStates = ({ active, idle, upgraded }: Connections['states']): string =>
  `${active} active, ${idle} idle` + (upgraded === 0 ? '' : `, ${upgraded} upgraded`);

/** The open connections. */
export function ConnectionsView() {
  const [thread, setThread] = useState('');
  const [state, setState] = useState('');
  const [remote, setRemote] = useState('');
  const { data, problem } = usePoll<Connections>(pathOfThread('connections', thread), EVERY_MS);
  const { threads } = useConsole().self;
  const rows = data?.connections.filter(
    (row) => (state === '' || row.state === state) && (row.remote ?? '').includes(remote),
  );
  return (
    <>
      <ProblemNote problem={problem} />
      <div class="toolbar">
        <Select label="State" value={state} options={STATES} onChange={setState} />
        <TextField label="Remote contains" value={remote} onChange={setRemote} />
        <ThreadChoice thread={thread} onChange={setThread} />
        <span class="hint counts">{data === undefined ? '' : describeStates(data.states)}</span>
      </div>
      <MissingNote missing={data} />
      {rows !== undefined && (
        <Table
          label="Connections"
          columns={[...COLUMNS, ...threadColumns<Row>(threads)]}
          rows={rows}
          keyOf={(row) => `${row.remote ?? ''} ${row.thread ?? ''}`}
          empty="No such connection is open."
          order={{ title: 'Age', direction: 'descending' }}
        />
      )}
    </>
  );
}
