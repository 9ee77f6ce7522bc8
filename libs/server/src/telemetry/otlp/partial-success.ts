/** What a collector said of a batch that it has accepted: OTLP, "Partial Success". */
export interface PartialSuccess {
  /** Number of items that it has rejected; 0 for a warning alone. */
  readonly rejectedCount: number;
  /** Why, in its words. */
  readonly message: string;
}

/** Longest message that is logged, in characters. */
const MAX_CHARACTERS = 500;

const COUNTS = ['rejectedSpans', 'rejectedDataPoints', 'rejectedLogRecords'];

/**
 * Reads what the answer to an accepted batch says of it.
 *
 * @param parse Parses the answer; what it throws, and what it returns of another form, is no reason to drop the batch.
 * @returns undefined if nothing is said.
 */
export function readPartialSuccess(
  answer: Uint8Array,
  parse: (answer: Uint8Array) => unknown,
): PartialSuccess | undefined {
  const partial = fieldOf(
    attempt(() => parse(answer)),
    'partialSuccess',
  );
  const counts = COUNTS.map((name) => Number(fieldOf(partial, name))); // JSON has an int64 as text
  const rejectedCount = counts.find((count) => Number.isSafeInteger(count) && count > 0) ?? 0;
  const said = fieldOf(partial, 'errorMessage');
  const message = typeof said === 'string' ? said.slice(0, MAX_CHARACTERS) : '';
  return rejectedCount === 0 && message === '' ? undefined : { rejectedCount, message };
}

function attempt(parse: () => unknown): unknown {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
