import { withoutStraySamples, type HeapProfileNode } from './capture-profile.ts';

const callFrame = { functionName: 'f', scriptId: '1', url: '', lineNumber: 0, columnNumber: 0 };

function node(id: number, ...children: HeapProfileNode[]): HeapProfileNode {
  return { id, callFrame, selfSize: 8, children };
}

describe('withoutStraySamples()', () => {
  it('keeps the samples of nodes in the tree, and drops all others', () => {
    const head = node(1, node(2, node(3)), node(4));
    const samples = [1, 3, 44, 4].map((nodeId) => ({ nodeId, size: 8 }));
    const kept = withoutStraySamples({ head, samples });
    expect(kept.head).toBe(head);
    expect(kept.samples.map(({ nodeId }) => nodeId)).toEqual([1, 3, 4]);
  });
});
