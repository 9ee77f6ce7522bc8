import { shareNext } from './share-next.ts';

/** A function whose runs the test ends; the result of each is its number. */
function createRuns() {
  const ends: (() => void)[] = [];
  const run = () => new Promise<number>((resolve) => ends.push(resolve.bind(null, ends.length)));
  return { ends, call: shareNext(run) };
}

/** Lets every promise settle that waits for nothing else. */
const settle = () => new Promise(setImmediate);

describe('shareNext()', () => {
  it('runs once at a time, and once for all calls that arrive meanwhile', async () => {
    const { ends, call } = createRuns();
    const first = call();
    await settle();
    const others = Promise.all([call(), call(), call()]);
    await settle();
    expect(ends).toHaveLength(1);
    ends[0]?.();
    expect(await first).toBe(0);
    await settle();
    expect(ends).toHaveLength(2);
    ends[1]?.();
    expect(await others).toEqual([1, 1, 1]);
  });

  it('runs again for a call that arrives after a run has begun, or has ended', async () => {
    const { ends, call } = createRuns();
    for (const number of [0, 1]) {
      const answer = call();
      await settle();
      ends[number]?.();
      expect(await answer).toBe(number);
    }
  });

  it('runs again after a failure, which the calls of that run receive', async () => {
    const outcomes = [Promise.reject(new Error('EIO')), Promise.resolve('found')];
    const call = shareNext(() => outcomes.shift() ?? Promise.resolve('none'));
    await expect(call()).rejects.toThrow('EIO');
    expect(await call()).toBe('found');
  });
});
