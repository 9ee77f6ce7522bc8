import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';

/** How long nothing may happen, in milliseconds. */
const QUIET_MS = 50;

/** After this number of times an app counts as one that is never quiet. */
const ROUND_COUNT = 40;

/** Requests to the system: files, names, connections, output. Timers and sockets that wait are none. */
const REQUEST = /Req|ConnectWrap|WriteWrap|ShutdownWrap/;

/**
 * Waits until an app is quiet: it waits for no request to the system, and for a while its event loop has not
 * turned. Then the work that it does besides answering has ended, on a fast machine and on a slow one. An app
 * that is never quiet gets 2 s.
 */
export async function settle(): Promise<void> {
  await setTimeout(1); // from one timer to the next, the loop turns once
  for (let round = 0; round < ROUND_COUNT; round++) if (await isQuiet()) return;
}

async function isQuiet(): Promise<boolean> {
  const before = countTurns();
  await setTimeout(QUIET_MS);
  const isWaiting = process.getActiveResourcesInfo().some((name) => REQUEST.test(name));
  return countTurns() - before === 1 && !isWaiting;
}

function countTurns(): number {
  return performance.nodeTiming.uvMetricsInfo.loopCount;
}
