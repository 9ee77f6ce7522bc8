import { MessageChannel } from 'node:worker_threads';
import { OperationError } from './operation-error.ts';
import { offer, reach, UnresponsiveError } from './remote.ts';

const NEVER_MS = 2 ** 30;

describe('offer() and reach()', () => {
  const channel = new MessageChannel();
  afterAll(() => {
    channel.port1.close();
  });

  const operations = {
    add: (a: number, b: number) => a + b,
    later: () => Promise.resolve({ list: [1] }),
    fail: () => Promise.reject(new RangeError('too much')),
    refuse: () => {
      throw new OperationError(404, 'no such thing');
    },
    never: () => new Promise<string>(() => undefined),
  };
  offer(channel.port1, operations);
  const remote = reach<typeof operations>(channel.port2, NEVER_MS);

  it('returns each caller its own result', async () => {
    expect(await Promise.all([remote.add(1, 2), remote.later(), remote.add(3, 4)])).toEqual([
      3,
      { list: [1] },
      7,
    ]);
  });

  it('rethrows an error of the other thread', async () => {
    await expect(remote.fail()).rejects.toMatchObject({ name: 'RangeError', message: 'too much' });
    const refusal = await remote.refuse().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(OperationError);
    expect(refusal).toMatchObject({ status: 404, message: 'no such thing' });
  });

  it('rejects at the deadline', async () => {
    const { port1, port2 } = new MessageChannel();
    offer(port1, operations);
    const { never } = reach<typeof operations>(port2, 1);
    await expect(never()).rejects.toThrow(UnresponsiveError);
    port1.close();
  });
});
