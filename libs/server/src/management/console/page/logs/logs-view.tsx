import { useEffect, useMemo, useState } from 'preact/hooks';
import type { LoggerList } from '../api/answers.ts';
import { usePoll } from '../api/use-poll.ts';
import { Button, Select, TextField } from '../parts/fields.tsx';
import { ProblemNote } from '../parts/notes.tsx';
import { placeOf } from '../shell/place.ts';
import { createLogFilter, LINE_LEVELS, type LogFilter } from './log-line.ts';
import { LogLines } from './log-lines.tsx';
import { useLogs } from './use-logs.ts';

const LEVELS = LINE_LEVELS.map((level) => [level, level] as const);

/** The log as it is written. */
export function LogsView({ query }: { readonly query: URLSearchParams }) {
  const [filter, setFilter] = useFilter(query);
  const [isPaused, setPaused] = useState(false);
  const { level, logger } = filter;
  const { lines, waitingCount, problem, clear } = useLogs({ level, logger, isPaused });
  const shown = useMemo(() => lines.filter(createLogFilter(filter)), [lines, filter]);
  return (
    <>
      <div class="toolbar">
        <Filter filter={filter} onChange={setFilter} />
        <Button
          isPressed={isPaused}
          onClick={() => {
            setPaused(!isPaused);
          }}
        >
          Pause
        </Button>
        <Button onClick={clear}>Clear</Button>
        <span class="hint counts">
          {isPaused ? `paused, ${waitingCount} new lines` : `${shown.length} of ${lines.length}`}
        </span>
      </div>
      <ProblemNote problem={problem} />
      <LogLines lines={shown} isPaused={isPaused} />
    </>
  );
}

/** The filter; the request is a part of the address, so that other views can link to it. */
function useFilter(query: URLSearchParams): [LogFilter, (filter: LogFilter) => void] {
  const requestId = query.get('request') ?? '';
  const [others, setOthers] = useState({ level: 'info', logger: '', text: '' });
  const filter = useMemo(() => ({ ...others, requestId }), [others, requestId]);
  const change = ({ requestId: id, ...rest }: LogFilter): void => {
    setOthers(rest);
    if (id !== requestId) location.hash = placeOf('logs', { request: id });
  };
  return [filter, change];
}

interface FilterProps {
  readonly filter: LogFilter;
  readonly onChange: (filter: LogFilter) => void;
}

function Filter({ filter, onChange }: FilterProps) {
  const { data } = usePoll<LoggerList>('loggers');
  const names = Object.keys(data?.loggers ?? {}).filter((name) => name !== 'ROOT');
  const loggers = [['', 'all'], ...names.map((name) => [name, name])] as [string, string][];
  const set = (name: keyof LogFilter) => (value: string) => {
    onChange({ ...filter, [name]: value });
  };
  const [id, setId] = useState(filter.requestId);
  useEffect(() => {
    setId(filter.requestId);
  }, [filter.requestId]);
  return (
    <>
      <Select label="Level" value={filter.level} options={LEVELS} onChange={set('level')} />
      <Select label="Logger" value={filter.logger} options={loggers} onChange={set('logger')} />
      <TextField label="Contains" value={filter.text} onChange={set('text')} />
      <form
        class="inline"
        onSubmit={(event) => {
          event.preventDefault();
          set('requestId')(id.trim());
        }}
      >
        <TextField label="Request id" value={id} onChange={setId} />
        <button type="submit" class="button">
          Go
        </button>
      </form>
    </>
  );
}
