import type { World } from '../../world/world.ts';
import { errnoOf, Fault } from '../../world/faults/fault.ts';
import { EX } from '../../world/faults/sysexits.ts';
import { askAdmin, type AdminPlace } from './ask-admin.ts';
import { parseRequest } from './parse-request.ts';
import { showAnswer } from './show-answer.ts';

export interface AdminCall extends Omit<AdminPlace, 'env'> {
  readonly words: readonly string[];
  /** Aborts when the caller wants no more of the answer. */
  readonly stop: AbortSignal;
}

/**
 * Sends the request of a command line to the administration of a server and shows the answer.
 *
 * @returns The exit status: 0, also where a stream was interrupted; 1 where nothing was answered until then.
 * @throws {Fault} those of its parts.
 */
export async function administer(world: World, call: AdminCall): Promise<number> {
  const { words, stop, ...place } = call;
  let isAnswered = false;
  try {
    const request = parseRequest(words);
    const answer = await askAdmin(request, { ...place, env: world.env }, stop);
    isAnswered = true;
    await showAnswer(answer, world.stdout);
    return EX.OK;
  } catch (error) {
    if (stop.aborted) return isAnswered ? EX.OK : EX.FAILURE;
    if (!isAnswered || errnoOf(error) !== 'ECONNRESET') throw error;
    throw new Fault('ADMIN_CUT', { words: words.join(' ') }, { cause: error });
  }
}
