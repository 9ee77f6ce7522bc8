import type { Debugger } from 'node:inspector';
import type { Session } from 'node:inspector/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { UnresponsiveError } from '../bridge/remote.ts';
import { answerOf, inspectMain } from './inspect-main.ts';

/** How long the main thread may take to reach the debugger; native code delays it. */
const REACH_MS = 1_500;
/** How long to wait for JavaScript if none runs. Under load the next callback comes sooner. */
const IDLE_MS = 50;

/** Activity of a thread. */
export type Doing = 'running JavaScript' | 'waiting for events' | 'in native code';

export interface MainThread {
  readonly doing: Doing;
  /** `FUNCTION (URL:LINE:COLUMN)`, innermost first; empty if no JavaScript runs or none is visible. */
  readonly stack: readonly string[];
  /** Counts of the resources that keep the thread alive, by kind. */
  readonly activeResources: Readonly<Record<string, number>>;
}

/**
 * Captures the stack of the main thread, which is resumed as soon as it has paused: about 1 ms. Listing
 * its scripts for the debugger takes it 18 to 64 ms more, measured with Node 26.
 */
export async function captureMainThread(): Promise<MainThread> {
  try {
    return await inspectMain(captureStack);
  } catch (error) {
    if (!(error instanceof UnresponsiveError)) throw error;
    return { doing: 'in native code', stack: [], activeResources: {} };
  }
}

/** Captures the stack with a session of the main thread. */
export async function captureStack(session: Pick<Session, 'on' | 'post'>): Promise<MainThread> {
  const urls = new Map<string, string>();
  session.on('Debugger.scriptParsed', ({ params: { scriptId, url } }) => urls.set(scriptId, url));
  const paused = Promise.withResolvers<undefined>();
  const seen: { pause?: Debugger.PausedEventDataType } = {};
  let counts: ReturnType<typeof countResources> | undefined;
  const count = (): ReturnType<typeof countResources> => (counts ??= countResources(session));
  session.on('Debugger.paused', ({ params }) => {
    seen.pause = params;
    paused.resolve(undefined);
    // The session may end first: a rejection that nobody awaits would end the thread.
    count().catch(() => undefined);
    session.post('Debugger.resume').catch(() => undefined); // the end of the session resumes it too
  });
  await answerOf(session.post('Debugger.enable'), REACH_MS);
  await session.post('Debugger.pause');
  await Promise.race([paused.promise, sleep(IDLE_MS)]);
  // Cancels the pause, unless it comes before the answer: a busy machine may run no JavaScript for so long.
  if (seen.pause === undefined) await session.post('Debugger.disable');
  const stack = seen.pause?.callFrames.map((frame) => renderFrame(frame, urls)) ?? [];
  const activeResources = await count();
  return isEntry(stack)
    ? { doing: 'waiting for events', stack: [], activeResources }
    : { doing: 'running JavaScript', stack, activeResources };
}

/** Returns whether a stack is only Node's entry into an event that arrived after the pause was requested. */
function isEntry([innermost = '', ...outer]: readonly string[]): boolean {
  return outer.length === 0 && (innermost === '' || innermost.includes(' (node:'));
}

async function countResources(
  session: Pick<Session, 'post'>,
): Promise<Readonly<Record<string, number>>> {
  const answer = session.post('Runtime.evaluate', {
    expression: 'process.getActiveResourcesInfo()',
    returnByValue: true,
    silent: true,
  });
  const { result } = await answerOf(answer, REACH_MS);
  return countEach(result.value as readonly string[]);
}

function countEach(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names.toSorted()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Renders a frame as in the stack of an Error; the inspector counts lines and columns from 0. */
function renderFrame(
  { functionName, location }: Debugger.CallFrame,
  urls: ReadonlyMap<string, string>,
): string {
  const url = urls.get(location.scriptId) ?? '<unknown>';
  const place = `${url}:${location.lineNumber + 1}:${(location.columnNumber ?? 0) + 1}`;
  return `${functionName === '' ? '<anonymous>' : functionName} (${place})`;
}
