import { useEffect, useState } from 'preact/hooks';
import { useNowMs, nowMs } from '../clock.ts';
import { Button, TextField } from '../parts/fields.tsx';
import { pathOfThread, ThreadChoice } from '../parts/thread-choice.tsx';
import { useConsole } from '../shell/context.ts';
import type { ProfileLoader } from './use-profile.ts';

interface RecorderProps {
  /** Path of the API that records, without its query. */
  readonly path: string;
  readonly loader: ProfileLoader;
  /** Endings of the files that can be opened. */
  readonly accept: string;
}

/** Records for some seconds, or opens a file that was recorded before. */
export function Recorder({ path, loader, accept }: RecorderProps) {
  const { mayWrite } = useConsole();
  const [seconds, setSeconds] = useState('10');
  const [thread, setThread] = useState('');
  const record = (): void => {
    const query = `${path}?seconds=${encodeURIComponent(seconds)}`;
    loader.load(pathOfThread(query, thread), { method: 'POST' });
  };
  return (
    <>
      {mayWrite && (
        <>
          <TextField label="Seconds" value={seconds} onChange={setSeconds} isNumber />
          <ThreadChoice thread={thread} onChange={setThread} hasMain />
          <Button kind="main" onClick={record} isDisabled={loader.isLoading}>
            Record
          </Button>
        </>
      )}
      <label class="button file">
        Open a file
        <input
          type="file"
          accept={accept}
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (file !== undefined) loader.open(file);
            currentTarget.value = '';
          }}
        />
      </label>
      {loader.isLoading && <Waiting loader={loader} />}
    </>
  );
}

function Waiting({ loader }: Pick<RecorderProps, 'loader'>) {
  const [startedMs, setStarted] = useState(0);
  const now = useNowMs(500);
  useEffect(() => {
    setStarted(nowMs());
  }, []);
  const elapsed = startedMs === 0 ? 0 : Math.max(0, Math.round((now - startedMs) / 1_000));
  return (
    <>
      <span class="counts">Waiting, {elapsed} s…</span>
      <Button onClick={loader.cancel}>Cancel</Button>
    </>
  );
}
