import type { World } from '../world/world.ts';
import { EX } from '../world/faults/sysexits.ts';

/**
 * Turns the first stop signal into an abort whose reason is the signal's name. A second signal ends the
 * process at once with status 1, because its sender does not want to wait for open requests.
 */
export function watchStopSignal({ onStopSignal, exit }: World): AbortController {
  const controller = new AbortController();
  onStopSignal((signal) => {
    if (controller.signal.aborted) exit(EX.FAILURE);
    else controller.abort(signal);
  });
  return controller;
}

/**
 * Returns for how long to keep serving after a request to stop, in milliseconds: `shutdownDelayMs`, except after
 * Ctrl-C, because no load balancer sends requests to a program that a person runs in a terminal. Where stdin is
 * no terminal, SIGINT is as SIGTERM: Nomad sends it.
 *
 * @param cause The reason of the abort.
 */
export function delayAfter(
  cause: unknown,
  shutdownDelayMs: number,
  { isInteractive }: Pick<World, 'isInteractive'>,
): number {
  return cause === 'SIGINT' && isInteractive() ? 0 : shutdownDelayMs;
}
