import { cpuProfileProblems, heapProfileProblems } from './profile-problems.ts';

const callFrame = { functionName: 'f', scriptId: '1', url: '', lineNumber: 0, columnNumber: 0 };
const cpu = {
  nodes: [
    { id: 1, callFrame, children: [2] },
    { id: 2, callFrame },
  ],
  samples: [2, 1],
  timeDeltas: [1, 1],
  startTime: 1,
  endTime: 2,
};
const heap = {
  head: { id: 1, callFrame, selfSize: 0, children: [] },
  samples: [{ nodeId: 1, size: 1, ordinal: 1 }],
};

describe('cpuProfileProblems()', () => {
  it.each([
    [{}, []],
    [{ samples: [] }, ['no samples', 'not a time for each sample']],
    [{ samples: [3, 1] }, ['no node 3, a sample']],
    [{ startTime: 3 }, ['ends before its start']],
    [{ nodes: [...cpu.nodes, { id: 2, callFrame }] }, ['two nodes have one id']],
    [{ nodes: [...cpu.nodes, { id: 3, callFrame }] }, ['2 roots']],
    [
      { nodes: [...cpu.nodes, { id: 3, callFrame, children: [2] }] },
      ['a node has two parents', '2 roots'],
    ],
    [{ nodes: [{ id: 1, callFrame, children: [9] }], samples: [1, 1] }, ['no node 9, a child']],
  ])('changed to %j, has the problems %j', (change, problems) => {
    expect(cpuProfileProblems({ ...cpu, ...change })).toEqual(problems);
  });
});

describe('heapProfileProblems()', () => {
  it.each([
    [{}, []],
    [{ samples: [{ nodeId: 2, size: 1, ordinal: 1 }] }, ['no node 2, a sample']],
    [{ head: { ...heap.head, selfSize: NaN } }, ['no size of node 1']],
    [{ head: { ...heap.head, children: [heap.head] } }, ['two nodes have one id']],
  ])('changed to %j, has the problems %j', (change, problems) => {
    expect(heapProfileProblems({ ...heap, ...change })).toEqual(problems);
  });
});
