import { setTimeout as delay } from 'node:timers/promises';

/** Long enough for a loaded machine: only a test that fails waits for it. */
const TIMEOUT_MS = 20_000;

/**
 * Waits until a condition is true.
 *
 * @throws {Error} if it is not true within the timeout.
 */
export async function until(
  isTrue: () => boolean | Promise<boolean>,
  timeoutMs = TIMEOUT_MS,
): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  while (!(await isTrue())) {
    if (performance.now() > endMs)
      throw new Error(`Not true within ${timeoutMs} ms: ${isTrue.toString()}`);
    await delay(5);
  }
}
