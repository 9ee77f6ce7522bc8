import { awaitReady } from './await-ready.ts';

/** A successor that reports the texts as they are, and may have ended. */
function successor(
  texts: readonly string[],
  ended: Promise<string> = new Promise(() => undefined),
) {
  const onReport = (listener: (text: string) => void): void => {
    for (const text of texts) listener(text);
  };
  return { onReport, ended };
}

const never = new AbortController().signal;

describe('awaitReady()', () => {
  it('returns nothing for a report in pieces, among others', async () => {
    const texts = ['STATUS=starting\nREA', 'DY=1\nSTATUS=ready on 127.0.0.1:8080\n'];
    expect(await awaitReady(successor(texts), never)).toBeUndefined();
  });

  it('does not take the beginning of a line for a report', async () => {
    const signal = AbortSignal.abort('late');
    expect(await awaitReady(successor(['READY=1']), signal)).toBe('late');
    expect(await awaitReady(successor(['READY=10\n']), signal)).toBe('late');
  });

  it('says how it ended, with its last status', async () => {
    const texts = ['STATUS=starting\n', 'STATUS=Cannot listen\n'];
    expect(await awaitReady(successor(texts, Promise.resolve('status 69')), never)).toBe(
      'it ended with status 69; its last status: Cannot listen',
    );
    expect(await awaitReady(successor([], Promise.resolve('SIGSEGV')), never)).toBe(
      'it ended with SIGSEGV',
    );
  });
});
