import { call, isAbort } from '../api/client.ts';
import { problemOf, type ApiProblem } from '../api/problem.ts';
import { createLineSplitter, dropKnown } from './split-lines.ts';

/** Longest stream that the API allows; then the page opens another one. */
const STREAM_SECONDS = 120;
const RETRY_MS = 3_000;

export interface LogReader {
  readonly onLines: (lines: readonly string[]) => void;
  /** undefined when the stream is open. */
  readonly onState: (problem: ApiProblem | undefined) => void;
}

/** What a stream selects on the server. */
export interface StreamQuery {
  /** Lines of this level come even if stdout has fewer. */
  readonly level: string;
  readonly logger: string;
}

/** Reads the recent lines and then the live ones, until the signal ends it. */
export async function followLogs(
  query: StreamQuery,
  reader: LogReader,
  signal: AbortSignal,
): Promise<void> {
  let isFirst = true;
  while (!signal.aborted) {
    try {
      await readStream(query, { reader, signal, isFirst });
      isFirst = false;
    } catch (error) {
      if (isAbort(error)) return;
      reader.onState(problemOf(error));
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

interface Reading {
  readonly reader: LogReader;
  readonly signal: AbortSignal;
  readonly isFirst: boolean;
}

/**
 * Opens the stream before it fetches the recent lines, so that no line is missed. Leaves it in the end, because the API
 * allows three at a time.
 */
async function readStream(query: StreamQuery, { reader, signal, isFirst }: Reading): Promise<void> {
  const stream = await call(pathOf(query), { signal });
  const bytes = stream.body?.getReader();
  try {
    reader.onState(undefined);
    const known = isFirst ? await readRecent(signal) : [];
    reader.onLines(known);
    await readLines(bytes, known, reader);
  } finally {
    await bytes?.cancel().catch(() => undefined);
  }
}

/** Reads lines until the stream ends, without those that are known at its beginning. */
async function readLines(
  bytes: ReadableStreamDefaultReader<Uint8Array> | undefined,
  recent: readonly string[],
  { onLines }: LogReader,
): Promise<void> {
  let known = recent;
  const split = createLineSplitter();
  const decoder = new TextDecoder();
  for (;;) {
    const chunk = await bytes?.read();
    if (chunk?.value === undefined) return;
    const lines = split(decoder.decode(chunk.value, { stream: true }));
    onLines(dropKnown(known, lines));
    known = [];
  }
}

function pathOf({ level, logger }: StreamQuery): string {
  const query = new URLSearchParams({ seconds: String(STREAM_SECONDS), level });
  if (logger !== '') query.set('logger', logger);
  return `logs?${query.toString()}`;
}

async function readRecent(signal: AbortSignal): Promise<readonly string[]> {
  const answer = await call('logs/recent', { signal });
  return createLineSplitter()(await answer.text());
}
