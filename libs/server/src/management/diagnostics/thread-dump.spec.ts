import { captureOwnStack, renderThreadDump } from './thread-dump.ts';

describe('renderThreadDump()', () => {
  it('says what each thread does, and where', () => {
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

"main" running JavaScript, its event loop turned 1636 ms ago
    at block (file:///a.ts:1:2)
    at emit (node:events:514:20)
  active resources: TCPServerWrap 1, Timeout 2

"management" running JavaScript
    at answer (file:///b.ts:3:4)
`);
  });

  it('says why there is no stack', () => {
    const threads = [{ name: 'main', doing: 'in native code', stack: [] } as const];
    expect(renderThreadDump({ program: 'x', time: 'then', threads })).toBe(`x at then

"main" in native code
  its stack cannot be read before that returns to JavaScript: a file system call that waits, or an addon
`);
  });
});

describe('captureOwnStack()', () => {
  it('begins with its caller', () => {
    function whoAsks(): readonly string[] {
      return captureOwnStack();
    }
    expect(whoAsks()[0]).toMatch(/^whoAsks \(.*thread-dump\.spec\.ts:\d+:\d+\)$/);
  });
});
