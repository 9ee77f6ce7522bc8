import { useEffect, useRef, useState } from 'preact/hooks';
import { formatTime } from '../format/format.ts';
import { placeOf } from '../shell/place.ts';
import { renderField, type LogLine } from './log-line.ts';

/** Lines that are drawn; more are a click away, because each costs the browser time. */
const DRAWN_STEP = 300;

interface LogLinesProps {
  readonly lines: readonly LogLine[];
  readonly isPaused: boolean;
}

/** The last lines, the newest at the end; it stays at the end until someone scrolls up. */
export function LogLines({ lines, isPaused }: LogLinesProps) {
  const [drawnCount, setDrawnCount] = useState(DRAWN_STEP);
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useEffect(() => {
    const { current } = box;
    if (current !== null && isAtEnd.current && !isPaused) current.scrollTop = current.scrollHeight;
  }, [lines, isPaused]);
  const drawn = lines.slice(-drawnCount);
  return (
    <div
      class="scroll log"
      ref={box}
      role="log"
      aria-label="Log lines"
      aria-live="off"
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < 24;
      }}
    >
      {drawn.length < lines.length && (
        <button
          type="button"
          class="button"
          onClick={() => {
            setDrawnCount(drawnCount + DRAWN_STEP);
          }}
        >
          Show earlier lines
        </button>
      )}
      {drawn.length === 0 && <p class="empty">No line yet.</p>}
      {drawn.map((line, at) => (
        <Line key={lines.length - drawn.length + at} line={line} />
      ))}
    </div>
  );
}

/** One line of the log: the fields in the order in which they were written. */
export function Line({ line }: { readonly line: LogLine }) {
  const { time, level, logger, message, requestId, stack, fields } = line;
  return (
    <div class={`line ${level}`}>
      <time dateTime={time}>{time === '' ? '' : formatTime(time)}</time>
      <span class="level">{level}</span>
      <span class="logger">{logger}</span>
      <span class="message">
        {message}
        {Object.entries(fields).map(([name, value]) => (
          <span key={name} class="pair">
            {' '}
            <span class="name">{name}=</span>
            {renderField(value)}
          </span>
        ))}
        {requestId !== undefined && (
          <a class="pair" href={placeOf('logs', { request: requestId })}>
            {requestId}
          </a>
        )}
        {stack !== undefined && <span class="stack">{stack}</span>}
      </span>
    </div>
  );
}
