import { busiestStack } from './capture-stall.ts';

const node = (id: number, functionName: string, children: number[] = []) => ({
  id,
  children,
  callFrame: { functionName, scriptId: '1', url: 'a.js', lineNumber: id, columnNumber: 0 },
});

describe('busiestStack()', () => {
  const nodes = [
    node(1, '(root)', [2, 5]),
    node(2, 'handle', [3, 4]),
    node(3, ''),
    node(4, 'spin'),
    node(5, '(idle)'),
  ];
  const profile = { nodes, startTime: 0, endTime: 1 };

  it('is where most samples were taken, innermost first', () => {
    expect(busiestStack({ ...profile, samples: [3, 4, 4, 5] })).toEqual([
      'spin (a.js:5:1)',
      'handle (a.js:3:1)',
    ]);
    expect(busiestStack({ ...profile, samples: [3] })[0]).toBe('<anonymous> (a.js:4:1)');
  });

  it('is empty if no JavaScript ran', () => {
    expect(busiestStack({ ...profile, samples: [5, 5, 3] })).toEqual([]);
    expect(busiestStack(profile)).toEqual([]);
  });
});
