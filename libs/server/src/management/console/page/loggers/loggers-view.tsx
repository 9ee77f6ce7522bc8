import { useState } from 'preact/hooks';
import type { AuditEvent, LoggerList, LoggerState } from '../api/answers.ts';
import { callJson } from '../api/client.ts';
import { problemOf } from '../api/problem.ts';
import { usePoll } from '../api/use-poll.ts';
import { Countdown } from '../parts/countdown.tsx';
import { formatTime } from '../format/format.ts';
import { Button, DURATIONS, Select, TextField } from '../parts/fields.tsx';
import { ProblemNote } from '../parts/notes.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { useConsole } from '../shell/context.ts';
import { findChange, pathOfLogger } from './find-change.ts';
import { LevelChoice } from './level-choice.tsx';

const EVERY_MS = 4_000;

interface Row extends LoggerState {
  readonly name: string;
  readonly change: AuditEvent | undefined;
}

/** The loggers with their levels, which a click changes for a time. */
export function LoggersView() {
  const { tell, mayWrite } = useConsole();
  const { data, problem, refresh } = usePoll<LoggerList>('loggers', EVERY_MS);
  const audit = usePoll<{ readonly events: readonly AuditEvent[] }>('audit', EVERY_MS);
  const [ttl, setTtl] = useState('10m');
  const [text, setText] = useState('');
  const setLevel = async (name: string, level: string | null): Promise<void> => {
    try {
      await changeLevel(name, level, ttl);
      tell(describeOutcome(name, level));
    } catch (error) {
      tell(problemOf(error).message, 'bad');
    }
    refresh();
    audit.refresh();
  };
  const rows = listRows(data?.loggers ?? {}, audit.data?.events ?? []);
  const act = mayWrite
    ? (name: string, level: string | null) => void setLevel(name, level)
    : undefined;
  return (
    <>
      <div class="toolbar">
        <TextField label="Name contains" value={text} onChange={setText} />
        {mayWrite && (
          <Select label="A level lasts" value={ttl} options={DURATIONS} onChange={setTtl} />
        )}
      </div>
      <ProblemNote problem={problem} />
      {data !== undefined && (
        <Table
          label="Loggers"
          columns={columnsOf(data.levels, act)}
          rows={rows.filter(({ name }) => name.includes(text))}
          keyOf={({ name }) => name}
          empty="No logger has such a name."
        />
      )}
    </>
  );
}

function describeOutcome(name: string, level: string | null): string {
  if (level !== null) return `${name} logs ${level} now`;
  return name === 'ROOT' ? 'ROOT has its level from the start' : `${name} follows ROOT again`;
}

async function changeLevel(name: string, level: string | null, ttl: string): Promise<void> {
  const path = pathOfLogger(name);
  if (level === null) await callJson(path, { method: 'DELETE' });
  else await callJson(path, { method: 'POST', body: { configuredLevel: level, ttl } });
}

/** The root first, which the others follow; then by name. */
function listRows(loggers: LoggerList['loggers'], events: readonly AuditEvent[]): readonly Row[] {
  const names = Object.keys(loggers).toSorted((a, b) =>
    a === 'ROOT' ? -1 : b === 'ROOT' ? 1 : a < b ? -1 : 1,
  );
  return names.flatMap((name) => {
    const state = loggers[name];
    return state === undefined ? [] : [{ ...state, name, change: findChange(events, name) }];
  });
}

type SetLevel = ((name: string, level: string | null) => void) | undefined;

function columnsOf(levels: readonly string[], setLevel: SetLevel): readonly Column<Row>[] {
  return [
    { title: 'Logger', cell: ({ name }) => <code>{name}</code>, by: ({ name }) => name },
    {
      title: 'Level',
      cell: (row) => <LevelChoice levels={levels} logger={row} setLevel={setLevel} />,
    },
    { title: 'Ends', cell: ({ expiresAt }) => <Countdown until={expiresAt} /> },
    { title: 'Last change', cell: ({ change }) => describeChange(change) },
    {
      title: 'Clear',
      cell: ({ name, configuredLevel }) =>
        setLevel !== undefined &&
        configuredLevel !== null && (
          <Button
            label={`Clear the level of ${name}`}
            onClick={() => {
              setLevel(name, null);
            }}
          >
            Clear
          </Button>
        ),
    },
  ];
}

function describeChange(change: AuditEvent | undefined): string {
  if (change === undefined) return '';
  return `by ${change.actor ?? 'unknown'} at ${formatTime(change.time).slice(0, 8)}`;
}
