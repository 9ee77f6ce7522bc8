import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 4_000;

/** Waits until something is so. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const endMs = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > endMs)
      throw new Error(`Not so in ${patienceMs} ms: ${isSo.toString()}`);
    await delay(5);
  }
}
