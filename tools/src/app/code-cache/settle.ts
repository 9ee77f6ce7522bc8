import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';

/** How long nothing may happen, in milliseconds. */
const QUIET_MS = 50;

/** After this number of times an app counts as one that is never quiet. */
const ROUND_COUNT = 40;

/** The same for threads that start; on a busy machine a thread needs a second for that. */
const THREAD_ROUND_COUNT = 200;

/** Requests to the system: files, names, connections, output. Timers and sockets that wait are none. */
const REQUEST = /Req|ConnectWrap|WriteWrap|ShutdownWrap/;

/**
 * Waits until an app is quiet: it waits for no request to the system, and for a while its event loop has not
 * turned. Then the work that it does besides answering has ended, on a fast machine and on a slow one. An app
 * that is never quiet gets 2 s.
 *
 * @param isStarting Whether a thread of the app still starts: the app will hear from it.
 */
export async function settle(isStarting = (): boolean => false): Promise<void> {
  await setTimeout(1); // from one timer to the next, the loop turns once
  for (let round = 0; round < (isStarting() ? THREAD_ROUND_COUNT : ROUND_COUNT); round++)
    if (await isQuiet(isStarting)) return;
}

async function isQuiet(isStarting: () => boolean): Promise<boolean> {
  if (isStarting()) {
    await setTimeout(QUIET_MS);
    return false;
  }
  const before = countTurns();
  await setTimeout(QUIET_MS);
  const isWaiting = process.getActiveResourcesInfo().some((name) => REQUEST.test(name));
  return countTurns() - before === 1 && !isWaiting;
}

function countTurns(): number {
  return performance.nodeTiming.uvMetricsInfo.loopCount;
}
