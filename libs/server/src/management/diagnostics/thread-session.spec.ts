import { answerOf, MAIN_THREAD } from './thread-session.ts';

const never = new Promise<never>(() => undefined);

describe('answerOf()', () => {
  it.each([
    [MAIN_THREAD, 'main-thread-unresponsive'],
    ['Serving thread 2', 'serving-thread-unresponsive'],
  ])('rejects for %s at the deadline with the type of the problem', async (subject, type) => {
    await expect(answerOf({ subject }, never, 1)).rejects.toMatchObject({
      type,
      message: `${subject} did not answer within 1 ms: it is in native code that cannot be interrupted`,
    });
  });

  it('returns an answer that comes in time', async () => {
    expect(await answerOf({ subject: MAIN_THREAD }, Promise.resolve(1), 60_000)).toBe(1);
  });
});
