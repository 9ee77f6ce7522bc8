import { errnoOf, Fault } from '../../world/faults/fault.ts';
import type { TextSink } from '../../world/world.ts';

/** Errors of a reader that has left: of a pipe, of a socket, and of a stream that has reported one before. */
const CLOSED = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED'];

/**
 * Writes to stdout and waits until the system has accepted it.
 *
 * @returns Whether stdout still has a reader: `head` closes it when it has read enough, which is no failure.
 * @throws {Fault} `OUTPUT_LOST` on a full disk.
 */
export async function printText(stdout: TextSink, text: string): Promise<boolean> {
  const lost = await new Promise<Error | null | undefined>((resolve) => {
    stdout.write(text, resolve);
  });
  const reason = errnoOf(lost);
  if (reason !== undefined && !CLOSED.includes(reason))
    throw new Fault('OUTPUT_LOST', { reason }, { cause: lost });
  return lost === undefined || lost === null;
}
