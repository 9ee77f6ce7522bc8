import { useEffect, useRef, useState } from 'preact/hooks';
import type { ApiProblem } from '../api/problem.ts';
import { followLogs, type StreamQuery } from './follow-logs.ts';
import { parseLogLine, type LogLine } from './log-line.ts';
import { appendLines } from './split-lines.ts';

export interface Logs {
  readonly lines: readonly LogLine[];
  /** Number of lines that came during the pause. */
  readonly waitingCount: number;
  readonly problem: ApiProblem | undefined;
  readonly clear: () => void;
}

/** Milliseconds in which lines are collected before they are shown, so that a busy log is drawn rarely. */
const SHOW_EVERY_MS = 200;

/** The lines of the log, kept up to a limit; a pause collects them without showing them. */
export function useLogs({ level, logger, isPaused }: StreamQuery & { isPaused: boolean }): Logs {
  const [lines, setLines] = useState<readonly LogLine[]>([]);
  const [waitingCount, setWaitingCount] = useState(0);
  const [problem, setProblem] = useState<ApiProblem>();
  const waiting = useRef<readonly LogLine[]>([]);
  useEffect(() => {
    const end = new AbortController();
    waiting.current = [];
    setLines([]);
    const onLines = (fresh: readonly string[]): void => {
      waiting.current = appendLines(waiting.current, fresh.map(parseLogLine));
    };
    void followLogs({ level, logger }, { onLines, onState: setProblem }, end.signal);
    return () => {
      end.abort();
    };
  }, [level, logger]);
  useEffect(() => {
    const timer = setInterval(() => {
      setWaitingCount(isPaused ? waiting.current.length : 0);
      if (isPaused || waiting.current.length === 0) return;
      const fresh = waiting.current;
      waiting.current = [];
      setLines((known) => appendLines(known, fresh));
    }, SHOW_EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  }, [isPaused]);
  const clear = (): void => {
    setLines([]);
  };
  return { lines, waitingCount, problem, clear };
}
