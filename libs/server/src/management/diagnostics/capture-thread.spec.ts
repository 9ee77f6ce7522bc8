import { captureStack } from './capture-thread.ts';
import type { ThreadSession } from './thread-session.ts';

/** A session whose thread evaluates to a value. */
function sessionOf(value: unknown): ThreadSession {
  const post = (): Promise<object> => Promise.resolve({ result: { value } });
  return { subject: 'It', on: () => undefined, post } as unknown as ThreadSession;
}

const HEAD = 'Error\n    at <anonymous>:4:21';

describe('captureStack()', () => {
  it.each([
    [
      `${HEAD}\n    at busy (file:///app.ts:2:3)\n    at file:///app.ts:9:1\n    at async run (file:///app.ts:7:5)`,
      'running JavaScript',
      [
        'busy (file:///app.ts:2:3)',
        '<anonymous> (file:///app.ts:9:1)',
        'async run (file:///app.ts:7:5)',
      ],
    ],
    [
      `${HEAD}\n    at only (file:///app.ts:2:3)`,
      'running JavaScript',
      ['only (file:///app.ts:2:3)'],
    ],
    [HEAD, 'waiting for events', []],
    [`${HEAD}\n    at processTimers (node:internal/timers:618:7)`, 'waiting for events', []],
  ])('reads the stack %j', async (text, doing, stack) => {
    expect(await captureStack(sessionOf([text, ['Timeout', 'Timeout']]))).toEqual({
      doing,
      stack,
      activeResources: { Timeout: 2 },
    });
  });

  it('takes a thread that cannot evaluate as running', async () => {
    const captured = await captureStack(sessionOf(undefined));
    expect(captured).toEqual({ doing: 'running JavaScript', stack: [], activeResources: {} });
  });
});
