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

  it('rejects with what cannot be copied, on either side, and says nothing else later', async () => {
    const { port1, port2 } = new MessageChannel();
    offer(port1, {
      value: () => ({ of: () => 1 }),
      error: () => {
        throw new Error('broken', { cause: () => 1 });
      },
      take: (given: unknown) => given,
    });
    type Offered = Record<'value' | 'error', () => unknown> & { take: (it: unknown) => unknown };
    const { value, error, take } = reach<Offered>(port2, 1_000);
    await expect(value()).rejects.toThrow('Cannot send the result of value');
    await expect(error()).rejects.toThrow('Cannot send the result of error');
    await expect(take(() => 1)).rejects.toThrow('could not be cloned');
    expect(await take('next')).toBe('next');
    port1.close();
  });

  it('rejects at the deadline', async () => {
    const { port1, port2 } = new MessageChannel();
    offer(port1, operations);
    const { never } = reach<typeof operations>(port2, 1);
    await expect(never()).rejects.toThrow(UnresponsiveError);
    port1.close();
  });

  it('rejects at once when the other end is closed, as by the end of its thread', async () => {
    const { port1, port2 } = new MessageChannel();
    offer(port1, operations);
    const { never } = reach<typeof operations>(port2, NEVER_MS);
    const asked = never();
    port1.close();
    await expect(asked).rejects.toThrow(UnresponsiveError);
    await expect(never()).rejects.toThrow('ended before it answered');
  });

  it('waits longer for a slow operation that the other thread has begun', async () => {
    const { port1, port2 } = new MessageChannel();
    const finish = Promise.withResolvers<string>();
    offer(port1, { slow: () => finish.promise });
    const { slow } = reach<{ slow: () => Promise<string> }>(port2, 1_000, { slow: NEVER_MS });
    const answer = slow();
    await new Promise((resolve) => setTimeout(resolve, 1_500)); // past the deadline of the others
    finish.resolve('done');
    expect(await answer).toBe('done');
    port1.close();
  });

  it('rejects a slow operation at its own deadline, and at that of the others if it has not begun', async () => {
    const { port1, port2 } = new MessageChannel();
    const { never } = reach<typeof operations>(port2, 1, { never: NEVER_MS });
    await expect(never()).rejects.toThrow('did not answer within 1 ms'); // nothing is offered
    offer(port1, operations);
    const slow = reach<typeof operations>(port2, NEVER_MS, { never: 1 });
    await expect(slow.never()).rejects.toThrow('did not answer within 1 ms');
    port1.close();
  });
});
