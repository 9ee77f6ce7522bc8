import type { Profiler } from 'node:inspector';
import { joinSlices } from './join-slices.ts';

const frame = (functionName: string) => ({
  functionName,
  scriptId: '1',
  url: 'a.js',
  lineNumber: 0,
  columnNumber: 0,
});

/** Creates a profile in which the root calls `outer`, which calls the given function; a sample of it every 10 us. */
function slice(startTime: number, inner: string, sampleCount: number): Profiler.Profile {
  return {
    nodes: [
      { id: 1, callFrame: frame('(root)'), hitCount: 0, children: [2] },
      { id: 2, callFrame: frame('outer'), hitCount: 0, children: [3] },
      { id: 3, callFrame: frame(inner), hitCount: sampleCount },
    ],
    startTime,
    endTime: startTime + sampleCount * 10,
    samples: Array.from({ length: sampleCount }, () => 3),
    timeDeltas: Array.from({ length: sampleCount }, () => 10),
  };
}

describe('joinSlices()', () => {
  it('puts calls of the same kind into one tree, and keeps the time between slices', () => {
    const joined = joinSlices([slice(100, 'a', 2), slice(150, 'b', 1), slice(160, 'a', 1)], 0);
    expect(
      joined.nodes.map(({ id, callFrame, hitCount, children }) => [
        id,
        callFrame.functionName,
        hitCount,
        children,
      ]),
    ).toEqual([
      [1, '(root)', 0, [2]],
      [2, 'outer', 0, [3, 4]],
      [3, 'a', 3, []],
      [4, 'b', 1, []],
    ]);
    expect(joined).toMatchObject({
      startTime: 100,
      endTime: 170,
      samples: [3, 3, 4, 3],
      timeDeltas: [10, 10, 40, 10],
    });
  });

  it('leaves out samples before the time', () => {
    const joined = joinSlices([slice(100, 'a', 5)], 130);
    expect(joined).toMatchObject({
      startTime: 130,
      samples: [3, 3, 3],
      timeDeltas: [0, 10, 10],
      endTime: 150,
    });
    expect(joined.nodes[2]?.hitCount).toBe(3);
  });
});
