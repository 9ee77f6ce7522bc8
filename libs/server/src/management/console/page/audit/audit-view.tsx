import { useState } from 'preact/hooks';
import type { AuditEvent } from '../api/answers.ts';
import { usePoll } from '../api/use-poll.ts';
import { formatTime } from '../format/format.ts';
import { TextField } from '../parts/fields.tsx';
import { ProblemNote } from '../parts/notes.tsx';
import { Table, type Column } from '../parts/table.tsx';

const EVERY_MS = 5_000;

const COLUMNS: readonly Column<AuditEvent>[] = [
  {
    title: 'Time',
    cell: ({ time }) => <time dateTime={time}>{formatTime(time)}</time>,
    by: ({ time }) => time,
  },
  { title: 'Caller', cell: ({ actor }) => <code>{actor ?? 'not signed in'}</code> },
  { title: 'Role', cell: ({ role }) => role ?? '–' },
  {
    title: 'Call',
    cell: ({ method, path }) => <code class="wrap">{`${method} ${path}`}</code>,
  },
  {
    title: 'Status',
    cell: ({ status }) => <span class={status >= 400 ? 'bad' : ''}>{status}</span>,
    by: ({ status }) => status,
    isNumber: true,
  },
  { title: 'Change', cell: (event) => <code class="wrap">{describeChange(event)}</code> },
];

/** The calls that changed something or were denied. */
export function AuditView() {
  const { data, problem } = usePoll<{ readonly events: readonly AuditEvent[] }>('audit', EVERY_MS);
  const [text, setText] = useState('');
  const events = data?.events.filter((event) => JSON.stringify(event).includes(text));
  return (
    <>
      <ProblemNote problem={problem} />
      <div class="toolbar">
        <TextField label="Contains" value={text} onChange={setText} />
      </div>
      {events !== undefined && (
        <Table
          label="Calls that changed something or were denied"
          columns={COLUMNS}
          rows={events}
          keyOf={({ time, path, status }) => `${time} ${path} ${status}`}
          empty="No call has changed anything, and none was denied."
          order={{ title: 'Time', direction: 'descending' }}
        />
      )}
    </>
  );
}

function describeChange({ before, after }: AuditEvent): string {
  if (before === undefined && after === undefined) return '';
  return `${textOf(before)} → ${textOf(after)}`;
}

function textOf(value: unknown): string {
  if (value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
