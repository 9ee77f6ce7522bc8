import { useState } from 'preact/hooks';
import { MissingNote, ProblemNote } from '../parts/notes.tsx';
import type { Requests, RequestRow, Threaded } from '../api/answers.ts';
import { usePoll } from '../api/use-poll.ts';
import { formatBytes, formatMs } from '../format/format.ts';
import { Table, type Column } from '../parts/table.tsx';
import { pathOfThread, ThreadChoice, threadColumns } from '../parts/thread-choice.tsx';
import { useConsole } from '../shell/context.ts';
import { placeOf } from '../shell/place.ts';
import { ExchangesTable } from './exchanges.tsx';

const EVERY_MS = 1_500;

type Row = Threaded<RequestRow>;

const COLUMNS: readonly Column<Row>[] = [
  {
    title: 'Age',
    cell: ({ ageMs }) => formatMs(ageMs),
    by: ({ ageMs }) => ageMs,
    isNumber: true,
  },
  { title: 'Phase', cell: ({ phase }) => phase, by: ({ phase }) => phase },
  { title: 'Request', cell: ({ method, path }) => <code class="wrap">{`${method} ${path}`}</code> },
  { title: 'Route', cell: ({ route }) => <code>{route}</code>, by: ({ route }) => route },
  {
    title: 'Body',
    cell: ({ bodyBytes }) => formatBytes(bodyBytes),
    by: ({ bodyBytes }) => bodyBytes,
    isNumber: true,
  },
  { title: 'Remote', cell: ({ remote }) => <code>{remote ?? 'unknown'}</code> },
  { title: 'Log', cell: ({ id }) => <a href={placeOf('logs', { request: id })}>{id}</a> },
];

/** The requests under way, and the latest exchanges. */
export function RequestsView() {
  const [thread, setThread] = useState('');
  return (
    <>
      <ThreadChoice thread={thread} onChange={setThread} />
      <UnderWay thread={thread} />
      <ExchangesTable thread={thread} />
    </>
  );
}

function UnderWay({ thread }: { readonly thread: string }) {
  const { data, problem } = usePoll<Requests>(pathOfThread('requests', thread), EVERY_MS);
  const { threads } = useConsole().self;
  return (
    <section>
      <h2>Under way{data === undefined ? '' : ` (${data.requests.length})`}</h2>
      <ProblemNote problem={problem} />
      <MissingNote missing={data} />
      {data !== undefined && (
        <Table
          label="Requests under way"
          columns={[...COLUMNS, ...threadColumns<Row>(threads)]}
          rows={data.requests}
          keyOf={({ id, remote }) => `${id} ${remote ?? ''}`}
          empty="No request is under way."
        />
      )}
    </section>
  );
}
