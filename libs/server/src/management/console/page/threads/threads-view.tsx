import { useState } from 'preact/hooks';
import type { ThreadDump } from '../api/answers.ts';
import { usePoll } from '../api/use-poll.ts';
import { formatMs, formatTime } from '../format/format.ts';
import { Button, Checkbox } from '../parts/fields.tsx';
import { Badge, ProblemNote } from '../parts/notes.tsx';
import { pathOfThread, ThreadChoice } from '../parts/thread-choice.tsx';
import { isStuck } from './is-stuck.ts';

const LIVE_EVERY_MS = 3_000;

type Thread = ThreadDump['threads'][number];

/** The stack of each thread; each capture pauses the threads for a moment, so that it is repeated only on demand. */
export function ThreadsView() {
  const [thread, setThread] = useState('');
  const [isLive, setLive] = useState(false);
  const { data, problem, refresh } = usePoll<ThreadDump>(
    pathOfThread('threaddump', thread),
    isLive ? LIVE_EVERY_MS : undefined,
  );
  return (
    <>
      <div class="toolbar">
        <Button onClick={refresh}>Capture again</Button>
        <Checkbox label="every 3 s" isOn={isLive} onChange={setLive} />
        <ThreadChoice thread={thread} onChange={setThread} hasMain />
        <span class="hint counts">
          {data === undefined ? 'capturing…' : `at ${formatTime(data.time)}`}
        </span>
      </div>
      <ProblemNote problem={problem} />
      {data?.threads.map((one) => (
        <Stack key={one.name} thread={one} />
      ))}
    </>
  );
}

function Stack({ thread }: { readonly thread: Thread }) {
  const { name, doing, stack, loopTurnedAgoMs, activeResources = {} } = thread;
  const resources = Object.entries(activeResources).map(([kind, count]) => `${kind} ${count}`);
  return (
    <section class={`panel ${isStuck(thread) ? 'stuck' : ''}`} aria-label={`Thread ${name}`}>
      <div class="toolbar">
        <h2>{name}</h2>
        <span>{doing}</span>
        {isStuck(thread) && <Badge kind="bad">stuck</Badge>}
        {loopTurnedAgoMs !== undefined && (
          <span class="hint">last beat {formatMs(loopTurnedAgoMs)} ago</span>
        )}
      </div>
      {stack.length > 0 ? (
        <ol class="frames">
          {stack.map((frame, at) => (
            <li key={`${at} ${frame}`}>
              <code>{frame}</code>
            </li>
          ))}
        </ol>
      ) : (
        <p class="hint">No JavaScript on its stack.</p>
      )}
      {resources.length > 0 && <p class="hint">Active resources: {resources.join(', ')}</p>}
    </section>
  );
}
