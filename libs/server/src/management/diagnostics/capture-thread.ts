import { UnresponsiveError } from '../bridge/remote.ts';
import { inspectThread } from './inspect-thread.ts';
import { answerOf, type Inspected, type ThreadSession } from './thread-session.ts';

/** How long the thread may take to answer; native code delays it. */
const REACH_MS = 1_500;

/** Activity of a thread. A serving thread does not run while it is replaced. */
export type Doing = 'running JavaScript' | 'waiting for events' | 'in native code' | 'not running';

export interface CapturedThread {
  readonly doing: Doing;
  /** `FUNCTION (URL:LINE:COLUMN)`, innermost first; empty if no JavaScript runs or none is visible. */
  readonly stack: readonly string[];
  /** Counts of the resources that keep the thread alive, by kind. */
  readonly activeResources: Readonly<Record<string, number>>;
}

/**
 * What a thread evaluates on top of whatever it runs: its own stack, and the resources that keep it alive. An app may
 * have changed how its errors are rendered.
 */
const EXPRESSION = `{
  const { prepareStackTrace, stackTraceLimit } = Error;
  Object.assign(Error, { prepareStackTrace: undefined, stackTraceLimit: 200 });
  const { stack } = new Error();
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  [stack, process.getActiveResourcesInfo()];
}`;

/**
 * Captures the stack of a thread, between two instructions of its JavaScript: about 1 ms.
 *
 * The debugger could pause it instead, but with Node 26.12.1 a worker that is paused by a session of another thread may
 * stay so for ever after the end of that session: seen at one dump in ten of three idle threads.
 *
 * @throws {OperationError} if a serving thread does not run.
 */
export async function captureThread(thread: Inspected): Promise<CapturedThread> {
  try {
    return await inspectThread(thread, captureStack);
  } catch (error) {
    if (!(error instanceof UnresponsiveError)) throw error;
    return { doing: 'in native code', stack: [], activeResources: {} };
  }
}

/** Captures the stack with a session of the thread. */
export async function captureStack(session: ThreadSession): Promise<CapturedThread> {
  const answer = session.post('Runtime.evaluate', {
    expression: EXPRESSION,
    returnByValue: true,
    silent: true,
  });
  const { result } = await answerOf(session, answer, REACH_MS);
  const isComplete = Array.isArray(result.value); // else the thread had no room left on its stack
  const [text, resources] = (isComplete ? result.value : ['', []]) as [string, string[]];
  const stack = parseStack(text);
  const activeResources = countEach(resources);
  return isComplete && isEntry(stack)
    ? { doing: 'waiting for events', stack: [], activeResources }
    : { doing: 'running JavaScript', stack, activeResources };
}

/** Returns whether a stack is only Node's entry into an event. */
function isEntry([innermost = '', ...outer]: readonly string[]): boolean {
  return outer.length === 0 && (innermost === '' || innermost.includes(' (node:'));
}

/** Returns the frames of an error's stack below the expression: `FUNCTION (URL:LINE:COLUMN)`. */
function parseStack(text: string): readonly string[] {
  const frames = text.split('\n').slice(2); // the message and the expression
  return frames.map((line) => {
    const frame = line.replace(/^\s*at /, '');
    return frame.endsWith(')') ? frame : `<anonymous> (${frame})`;
  });
}

function countEach(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names.toSorted()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
