import { followLogs } from './follow-logs.ts';

describe('followLogs()', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }); // it retries after a while
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('leaves no stream open if the recent lines cannot be read, because the server allows three', async () => {
    const end = new AbortController();
    let isLeft = false;
    const stream = new ReadableStream({
      cancel: () => {
        isLeft = true;
      },
    });
    jest.spyOn(globalThis, 'fetch').mockImplementation((path) => {
      const isRecent = path === 'logs/recent';
      return Promise.resolve(isRecent ? new Response('', { status: 504 }) : new Response(stream));
    });
    const failed = new Promise<number>((resolve) => {
      const onState = (problem?: { readonly status: number }): void => {
        if (problem !== undefined) resolve(problem.status);
      };
      const reader = { onLines: () => undefined, onState };
      void followLogs({ level: 'info', logger: '' }, reader, end.signal);
    });
    expect(await failed).toBe(504);
    end.abort();
    expect(isLeft).toBe(true);
  });
});
