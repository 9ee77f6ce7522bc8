import {
  cpuProfileProblems,
  flatten,
  heapProfileProblems,
} from '../../../testing/profile-problems.ts';
import { mergeCpuProfiles, mergeHeapProfiles } from './merge-profiles.ts';

const frame = (functionName: string) => ({
  functionName,
  scriptId: '1',
  url: 'file:///a.ts',
  lineNumber: 1,
  columnNumber: 2,
});

/** A profile from 1000 to 1100 us whose last sample is 10 us before the end. */
function cpuProfile(functionName: string) {
  return {
    nodes: [
      { id: 1, callFrame: frame('(root)'), hitCount: 0, children: [2] },
      {
        id: 2,
        callFrame: frame(functionName),
        hitCount: 2,
        positionTicks: [{ line: 1, ticks: 2 }],
      },
    ],
    startTime: 1_000,
    endTime: 1_100,
    samples: [2, 1, 2],
    timeDeltas: [30, 30, 30],
  };
}

const heapProfile = (functionName: string) => ({
  head: {
    id: 1,
    callFrame: frame('(root)'),
    selfSize: 0,
    children: [{ id: 5, callFrame: frame(functionName), selfSize: 8, children: [] }],
  },
  samples: [{ nodeId: 5, size: 8, ordinal: 7 }],
});

describe('mergeCpuProfiles()', () => {
  const merged = mergeCpuProfiles([
    { name: 'main', profile: cpuProfile('accept') },
    { name: 'serving-1', profile: cpuProfile('answer') },
  ]);

  it('puts the tree of each thread below a function with its name', () => {
    expect(cpuProfileProblems(merged)).toEqual([]);
    const nameOf = (id: number | undefined) =>
      merged.nodes.find((node) => node.id === id)?.callFrame.functionName;
    const names = merged.nodes.map(({ callFrame, children = [] }) => [
      callFrame.functionName,
      children.map(nameOf),
    ]);
    expect(Object.fromEntries(names)).toEqual({
      '(root)': ['main', 'serving-1'],
      main: ['accept'],
      accept: [],
      'serving-1': ['answer'],
      answer: [],
    });
    expect(merged.samples?.map(nameOf)).toEqual([
      'accept',
      'main',
      'accept',
      'answer',
      'serving-1',
      'answer',
    ]);
    expect(merged.nodes[2]?.positionTicks).toEqual([{ line: 1, ticks: 2 }]);
  });

  it('puts the threads one after the other on the time line', () => {
    expect([merged.startTime, merged.endTime]).toEqual([0, 200]);
    expect(merged.timeDeltas).toEqual([30, 30, 30, 40, 30, 30]);
  });

  it('keeps the time of a thread without samples', () => {
    const idle = { ...cpuProfile('idle'), samples: [], timeDeltas: [] };
    const { timeDeltas, endTime } = mergeCpuProfiles([
      { name: 'main', profile: idle },
      { name: 'serving-1', profile: cpuProfile('answer') },
    ]);
    expect([timeDeltas, endTime]).toEqual([[130, 30, 30], 200]);
  });
});

describe('mergeHeapProfiles()', () => {
  it('puts the tree of each thread below a function with its name', () => {
    const merged = mergeHeapProfiles([
      { name: 'main', profile: heapProfile('accept') },
      { name: 'serving-1', profile: heapProfile('answer') },
    ]);
    expect(heapProfileProblems(merged)).toEqual([]);
    const names = flatten(merged.head).map(({ callFrame }) => callFrame.functionName);
    expect(names).toEqual(['(root)', 'main', 'accept', 'serving-1', 'answer']);
    const nameOf = (nodeId: number) =>
      flatten(merged.head).find(({ id }) => id === nodeId)?.callFrame.functionName;
    expect(merged.samples.map(({ nodeId }) => nameOf(nodeId))).toEqual(['accept', 'answer']);
    expect(merged.samples).toMatchObject([{ ordinal: 1 }, { ordinal: 2 }]);
  });
});
