import type { Successor } from '../../world/world.ts';

/**
 * Waits until a successor reports that it is ready.
 *
 * @returns undefined if it is; otherwise why it is not: it has ended, or the signal was aborted before.
 */
export async function awaitReady(
  { onReport, ended }: Pick<Successor, 'onReport' | 'ended'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  let received = '';
  onReport((text) => {
    received += text;
    if (linesOf(received).includes('READY=1')) resolve(undefined);
  });
  void ended.then((how) => {
    resolve(`it ended with ${how}${sayLast(received)}`);
  });
  const abort = (): void => {
    resolve(`${String(signal.reason)}${sayLast(received)}`);
  };
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Only whole lines: a report may arrive in two pieces. */
function linesOf(text: string): readonly string[] {
  return text.split('\n').slice(0, -1);
}

/** The last status that it reported says what it waits for, or why it has failed. */
function sayLast(received: string): string {
  const last = linesOf(received).findLast((line) => line.startsWith('STATUS='));
  return last === undefined ? '' : `; its last status: ${last.slice('STATUS='.length)}`;
}
