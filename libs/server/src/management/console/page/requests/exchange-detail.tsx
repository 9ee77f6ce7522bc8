import { useCallback } from 'preact/hooks';
import type { Exchange } from '../api/answers.ts';
import { call } from '../api/client.ts';
import { useRepeated } from '../api/use-poll.ts';
import { formatMs } from '../format/format.ts';
import { parseLogLine } from '../logs/log-line.ts';
import { Line } from '../logs/log-lines.tsx';
import { createLineSplitter } from '../logs/split-lines.ts';
import { ProblemNote } from '../parts/notes.tsx';
import { placeOf } from '../shell/place.ts';

/** What is known of an exchange: phases, headers, and the log lines of its request. */
export function ExchangeDetail({ exchange }: { readonly exchange: Exchange }) {
  const { request, response, requestId, traceId, phases } = exchange;
  return (
    <div class="exchange">
      <p>
        Request <code>{requestId}</code>
        {traceId !== null && (
          <>
            , trace <code>{traceId}</code>
          </>
        )}
        , <a href={placeOf('logs', { request: requestId })}>follow in the log</a>
      </p>
      <PhaseBar phases={phases} />
      <div class="columns">
        <Headers title="Request headers" headers={request.headers} />
        <Headers title="Response headers" headers={response.headers} />
      </div>
      <RequestLines requestId={requestId} />
    </div>
  );
}

const PHASES = [
  ['bodyMs', 'body', 'one'],
  ['handlerMs', 'handler', 'two'],
  ['responseMs', 'response', 'three'],
] as const;

/** How long the server received the body, handled it, and sent the response. */
function PhaseBar({ phases }: Pick<Exchange, 'phases'>) {
  const total = PHASES.reduce((sum, [name]) => sum + phases[name], 0) || 1;
  return (
    <div>
      <svg class="phases" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        {PHASES.map(([name, , tone], at) => {
          const before = PHASES.slice(0, at).reduce((sum, [one]) => sum + phases[one], 0);
          const [x, width] = [before, phases[name]].map((ms) => (ms / total) * 100);
          return <rect key={name} class={`tone-${tone}`} x={x} width={width} y="0" height="8" />;
        })}
      </svg>
      <p class="legend">
        {PHASES.map(([name, word, tone]) => (
          <span key={name} class={`tone-${tone}`}>
            <i aria-hidden="true" />
            {word} <b>{formatMs(phases[name])}</b>
          </span>
        ))}
      </p>
    </div>
  );
}

interface HeadersProps {
  readonly title: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
}

function Headers({ title, headers }: HeadersProps) {
  const lines = Object.entries(headers).flatMap(([name, values]) =>
    values.map((value) => `${name}: ${value}`),
  );
  return (
    <section>
      <h3>{title}</h3>
      {lines.length === 0 ? <p class="hint">none shown</p> : <pre>{lines.join('\n')}</pre>}
    </section>
  );
}

function RequestLines({ requestId }: { readonly requestId: string }) {
  const load = useCallback(
    async (signal: AbortSignal) => {
      const answer = await call('logs/recent', { signal });
      const lines = createLineSplitter()(await answer.text()).map(parseLogLine);
      return lines.filter((line) => line.requestId === requestId);
    },
    [requestId],
  );
  const { data, problem } = useRepeated(load);
  return (
    <section>
      <h3>Log lines</h3>
      <ProblemNote problem={problem} />
      {data?.map((line, at) => (
        <Line key={at} line={line} />
      ))}
      {data?.length === 0 && <p class="hint">None of the latest 500 lines is of this request.</p>}
    </section>
  );
}
