import type { Debugger } from 'node:inspector';
import type { Session } from 'node:inspector/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { UnresponsiveError } from '../bridge/remote.ts';
import { answerOf, inspectMain } from './inspect-main.ts';

/** How long the main thread may take to come to the debugger; native code keeps it from there. */
const REACH_MS = 1_500;
/** How long JavaScript is waited for where none runs. Under load the next callback is closer. */
const IDLE_MS = 50;

/** What a thread is doing. */
export type Doing = 'running JavaScript' | 'waiting for events' | 'in native code';

export interface MainThread {
  readonly doing: Doing;
  /** `FUNCTION (URL:LINE:COLUMN)`, innermost first; empty where no JavaScript runs or none can be seen. */
  readonly stack: readonly string[];
  /** What keeps it alive, by kind. */
  readonly activeResources: Readonly<Record<string, number>>;
}

/**
 * Looks at the main thread, which is told to go on in the moment it says that it stands: a pause of
 * about 1 ms. To list its scripts for the debugger costs it 18 to 64 ms more, measured with Node 26.
 */
export async function captureMainThread(): Promise<MainThread> {
  try {
    return await inspectMain(look);
  } catch (error) {
    if (!(error instanceof UnresponsiveError)) throw error;
    return { doing: 'in native code', stack: [], activeResources: {} };
  }
}

async function look(session: Session): Promise<MainThread> {
  const urls = new Map<string, string>();
  session.on('Debugger.scriptParsed', ({ params: { scriptId, url } }) => urls.set(scriptId, url));
  const paused = Promise.withResolvers<Debugger.PausedEventDataType>();
  let resources = Promise.resolve<Readonly<Record<string, number>>>({});
  session.on('Debugger.paused', ({ params }) => {
    paused.resolve(params);
    resources = countResources(session);
    void session.post('Debugger.resume').catch(() => undefined); // the end of the session resumes too
  });
  await answerOf(session.post('Debugger.enable'), REACH_MS);
  await session.post('Debugger.pause');
  const seen = await Promise.race([paused.promise, sleep(IDLE_MS)]);
  if (seen === undefined) {
    await session.post('Debugger.disable'); // takes the pause back
    resources = countResources(session);
  }
  const stack = seen?.callFrames.map((frame) => renderFrame(frame, urls)) ?? [];
  const activeResources = await resources;
  return isEntry(stack)
    ? { doing: 'waiting for events', stack: [], activeResources }
    : { doing: 'running JavaScript', stack, activeResources };
}

/** Whether a stack is that of an event that came after the pause was asked for: Node's own way in. */
function isEntry([innermost = '', ...outer]: readonly string[]): boolean {
  return outer.length === 0 && (innermost === '' || innermost.includes(' (node:'));
}

async function countResources(session: Session): Promise<Readonly<Record<string, number>>> {
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

/** As in the stack of an Error; the inspector counts lines and columns from 0. */
function renderFrame(
  { functionName, location }: Debugger.CallFrame,
  urls: ReadonlyMap<string, string>,
): string {
  const url = urls.get(location.scriptId) ?? '<unknown>';
  const place = `${url}:${location.lineNumber + 1}:${(location.columnNumber ?? 0) + 1}`;
  return `${functionName === '' ? '<anonymous>' : functionName} (${place})`;
}
