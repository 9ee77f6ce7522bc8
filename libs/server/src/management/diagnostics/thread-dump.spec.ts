import { captureOwnStack, renderThreadDump } from './thread-dump.ts';

describe('renderThreadDump()', () => {
  it('renders the activity and the stack of each thread', () => {
    const text = renderThreadDump({
      program: 'example 1.2.3',
      time: '2026-11-22T03:54:27.756Z',
      threads: [
        {
          name: 'main',
          doing: 'running JavaScript',
          loopTurnedAgoMs: 1636,
          stack: ['block (file:///a.ts:1:2)', 'emit (node:events:514:20)'],
          activeResources: { TCPServerWrap: 1, Timeout: 2 },
        },
        { name: 'management', doing: 'running JavaScript', stack: ['answer (file:///b.ts:3:4)'] },
      ],
    });
    expect(text).toBe(`example 1.2.3 at 2026-11-22T03:54:27.756Z

"main" running JavaScript, last beat 1636 ms ago
    at block (file:///a.ts:1:2)
    at emit (node:events:514:20)
  active resources: TCPServerWrap 1, Timeout 2

"management" running JavaScript
    at answer (file:///b.ts:3:4)
`);
  });

  it('explains a missing stack', () => {
    const threads = [{ name: 'main', doing: 'in native code', stack: [] } as const];
    expect(renderThreadDump({ program: 'x', time: 'then', threads })).toBe(`x at then

"main" in native code
  its stack cannot be read until it returns to JavaScript, for example from a blocking file system call or an addon
`);
  });
});

describe('captureOwnStack()', () => {
  it('starts with its caller', () => {
    function whoAsks(): readonly string[] {
      return captureOwnStack();
    }
    expect(whoAsks()[0]).toMatch(/^whoAsks \(.*thread-dump\.spec\.ts:\d+:\d+\)$/);
  });
});
