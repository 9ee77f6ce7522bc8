import type { HealthCheck, ThreadHealth } from '../api/answers.ts';
import { formatMs } from '../format/format.ts';
import { Badge, ProblemNote } from '../parts/notes.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { useConsole } from '../shell/context.ts';
import { hasStopped } from '../threads/is-stuck.ts';

interface Check extends HealthCheck {
  readonly name: string;
}

const KINDS = { pass: 'good', warn: 'warn', fail: 'bad' } as const;

const CHECKS: readonly Column<Check>[] = [
  { title: 'Check', cell: ({ name }) => name },
  { title: 'Status', cell: ({ status }) => <Badge kind={KINDS[status]}>{status}</Badge> },
  { title: 'Reason', cell: ({ output }) => <span class="wrap">{output ?? ''}</span> },
];

const THREADS: readonly Column<ThreadHealth>[] = [
  { title: 'Thread', cell: ({ thread }) => thread, isNumber: true },
  { title: 'State', cell: ({ state }) => state },
  {
    title: 'Answers',
    cell: ({ answering }) => (
      <Badge kind={answering ? 'good' : 'bad'}>{answering ? 'yes' : 'no'}</Badge>
    ),
  },
  {
    title: 'Last beat',
    cell: ({ heartbeatAgeMs }) =>
      heartbeatAgeMs === null ? (
        '–'
      ) : (
        <span class={hasStopped(heartbeatAgeMs) ? 'bad' : ''}>{formatMs(heartbeatAgeMs)} ago</span>
      ),
    isNumber: true,
  },
  { title: 'Replaced', cell: ({ replacements }) => replacements, isNumber: true },
];

/** Whether the server is ready, each check with its reason, and each serving thread. */
export function HealthView() {
  const { data, problem } = useConsole().health;
  if (data === undefined) return <ProblemNote problem={problem} />;
  const checks = Object.entries(data.checks).flatMap(([name, results]) =>
    results.map((result) => ({ name, ...result })),
  );
  return (
    <>
      <ProblemNote problem={problem} />
      <p>
        <Badge kind={KINDS[data.status]}>{data.status}</Badge> Phase {data.phase}; the main thread
        beat {formatMs(data.heartbeatAgeMs)} ago.
      </p>
      <Table
        label="Checks"
        columns={CHECKS}
        rows={checks}
        keyOf={({ name }) => name}
        empty="There is no check."
      />
      {data.threads !== undefined && (
        <section>
          <h2>Serving threads</h2>
          <Table
            label="Serving threads"
            columns={THREADS}
            rows={data.threads}
            keyOf={({ thread }) => String(thread)}
            empty="No thread serves."
            markOf={({ heartbeatAgeMs }) => (hasStopped(heartbeatAgeMs) ? 'marked' : undefined)}
          />
        </section>
      )}
    </>
  );
}
