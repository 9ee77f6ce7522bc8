import { createFlightMemory, openActivity } from './flight-memory.ts';
import { recordCpu } from './record-cpu.ts';

jest.setTimeout(30_000);

function burnInAFunctionOfThisName(durationMs: number): number {
  let sum = 0;
  const endNs = process.hrtime.bigint() + BigInt(durationMs) * 1_000_000n;
  while (process.hrtime.bigint() < endNs) sum += Math.sqrt(sum + 1);
  return sum;
}

describe('recordCpu()', () => {
  it('returns the samples of the thread, at each reading those of before too', async () => {
    const ended = new AbortController();
    const activity = openActivity(createFlightMemory());
    const { read } = recordCpu({ thread: 'main', ...activity, signal: ended.signal });
    expect(await read()).toBeUndefined(); // it sleeps
    activity.setActive(true);
    let profile = await read();
    while (profile === undefined) {
      await new Promise(setImmediate);
      profile = await read();
    }
    burnInAFunctionOfThisName(300);
    const names = async () =>
      (await read())?.nodes
        .filter(({ hitCount = 0 }) => hitCount > 5)
        .map(({ callFrame }) => callFrame.functionName);
    expect(await names()).toContain('burnInAFunctionOfThisName');
    expect(await names()).toContain('burnInAFunctionOfThisName');
    ended.abort();
  });
});
