import type { World } from '../../world/world.ts';
import { errnoOf, Fault } from '../../world/faults/fault.ts';
import { EX } from '../../world/faults/sysexits.ts';
import { parseRequest } from './parse-request.ts';
import { printResponse } from './print-response.ts';
import type { AdminTarget } from './find-endpoint.ts';
import { sendAdminRequest } from './send-admin-request.ts';

export interface AdministerOptions extends Omit<AdminTarget, 'env'> {
  readonly words: readonly string[];
  /** Aborts when the user interrupts the command. */
  readonly stop: AbortSignal;
}

/**
 * Sends the request of a command line to the admin API of a server and prints the response.
 *
 * @returns The exit status: 0, even if a stream was interrupted; 1 if interrupted before a response.
 * @throws {Fault} those of `parseRequest`, `sendAdminRequest` and `printResponse`; `ADMIN_CUT`.
 */
export async function administer(world: World, options: AdministerOptions): Promise<number> {
  const { words, stop, ...target } = options;
  let isAnswered = false;
  try {
    const request = parseRequest(words);
    const response = await sendAdminRequest(request, { ...target, env: world.env }, stop);
    isAnswered = true;
    await printResponse(response, world.stdout);
    return EX.OK;
  } catch (error) {
    if (stop.aborted) return isAnswered ? EX.OK : EX.FAILURE;
    if (!isAnswered || errnoOf(error) !== 'ECONNRESET') throw error;
    throw new Fault('ADMIN_CUT', { words: words.join(' ') }, { cause: error });
  }
}
