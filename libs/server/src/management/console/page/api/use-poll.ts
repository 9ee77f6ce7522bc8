import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { callJson, isAbort } from './client.ts';
import { problemOf, type ApiProblem } from './problem.ts';

export interface Polled<Value> {
  /** The last answer, kept while later calls fail. */
  readonly data: Value | undefined;
  /** Why the last call failed; undefined if it did not. */
  readonly problem: ApiProblem | undefined;
  readonly refresh: () => void;
}

/**
 * Calls a path at once and again after each interval, while the tab is visible.
 *
 * @param everyMs Milliseconds from an answer to the next call; undefined to call once.
 */
export function usePoll<Value>(path: string, everyMs?: number): Polled<Value> {
  const load = useCallback((signal: AbortSignal) => callJson<Value>(path, { signal }), [path]);
  return useRepeated(load, everyMs);
}

/** As `usePoll()`, with a function that loads. */
export function useRepeated<Value>(
  load: (signal: AbortSignal) => Promise<Value>,
  everyMs?: number,
): Polled<Value> {
  const [state, setState] = useState<Pick<Polled<Value>, 'data' | 'problem'>>(NOTHING);
  const [round, setRound] = useState(0);
  const loaded = useRef(load);
  useEffect(() => {
    if (loaded.current !== load) setState(NOTHING);
    loaded.current = load;
    return repeat(everyMs, async (signal) => {
      try {
        const data = await load(signal);
        setState({ data, problem: undefined });
      } catch (error) {
        if (!isAbort(error)) setState(({ data }) => ({ data, problem: problemOf(error) }));
      }
    });
  }, [load, everyMs, round]);
  const refresh = useCallback(() => {
    setRound((before) => before + 1);
  }, []);
  return { ...state, refresh };
}

const NOTHING = { data: undefined, problem: undefined };

/** Runs a task now and after each interval in which the tab is visible; returns the function that ends it. */
function repeat(
  everyMs: number | undefined,
  task: (signal: AbortSignal) => Promise<void>,
): () => void {
  const end = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = async (): Promise<void> => {
    if (!document.hidden) await task(end.signal);
    if (everyMs !== undefined && !end.signal.aborted) timer = setTimeout(() => void run(), everyMs);
  };
  void run();
  return () => {
    clearTimeout(timer);
    end.abort();
  };
}
