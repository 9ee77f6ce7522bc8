import type { Frame } from './frame.ts';
import { findBox, layOut, moveFrom, pathTo } from './layout.ts';
import { createSearch, listFunctions, sumFound } from './list-functions.ts';
import { parseCpuProfile, parseHeapProfile } from './parse-profile.ts';

const callFrame = (functionName: string, url = '', lineNumber = -1) => ({
  functionName,
  url,
  lineNumber,
});

/** The root calls `a` twice, which calls `b` and itself; some time is idle. */
const CPU = JSON.stringify({
  nodes: [
    { id: 1, callFrame: callFrame('(root)'), children: [2, 3, 6] },
    { id: 2, callFrame: callFrame('a', 'file:///main.cjs', 9), children: [4] },
    { id: 3, callFrame: callFrame('a', 'file:///main.cjs', 9), children: [5] },
    { id: 4, callFrame: callFrame('b', 'file:///main.cjs', 19) },
    { id: 5, callFrame: callFrame('a', 'file:///main.cjs', 9) },
    { id: 6, callFrame: callFrame('(idle)') },
  ],
  samples: [2, 4, 3, 5, 6, 4],
  timeDeltas: [0, 10, 20, 30, 40, 50],
});

const cpu = (hasIdle = false): Frame => parseCpuProfile(CPU, { hasIdle });
const describeFrame = ({ name, self, total, children }: Frame): unknown => ({
  [`${name} ${self}/${total}`]: children.map(describeFrame),
});

describe('parseCpuProfile()', () => {
  it('merges calls of the same function by the same caller, the largest first', () => {
    expect(describeFrame(cpu())).toEqual({
      '(root) 0/100': [{ 'a 40/100': [{ 'a 40/40': [] }, { 'b 20/20': [] }] }],
    });
  });

  it('shows idle time on demand', () => {
    expect(cpu(true).children.map(({ name, total }) => `${name} ${total}`)).toEqual([
      'a 100',
      '(idle) 50',
    ]);
  });

  it('counts lines from 1, and names what has no name', () => {
    expect(cpu().children[0]?.place).toBe('file:///main.cjs:10');
    const unnamed = JSON.stringify({ nodes: [{ id: 1, callFrame: callFrame('') }] });
    expect(parseCpuProfile(unnamed, { hasIdle: false }).name).toBe('(anonymous)');
  });

  it('never shows negative time, though V8 reports samples out of order', () => {
    const profile = { ...(JSON.parse(CPU) as object), timeDeltas: [0, 10, -20, 30, 40, 50] };
    expect(parseCpuProfile(JSON.stringify(profile), { hasIdle: false }).total).toBe(80);
  });

  it.each([
    ['{', 'This is no profile: expected JSON'],
    ['7', 'This is no profile: expected JSON'],
    ['{}', 'This is no CPU profile: expected an object with "nodes"'],
    ['{"nodes":[]}', 'This is no CPU profile: expected an object with "nodes"'],
    ['{"nodes":[{"id":1}]}', 'This is no CPU profile: expected an object with "nodes"'],
    ['{"nodes":"many"}', 'This is no CPU profile: expected an object with "nodes"'],
    ['{"head":{}}', 'This is no CPU profile: expected an object with "nodes"'],
  ])('rejects %j', (text, message) => {
    expect(() => parseCpuProfile(text, { hasIdle: false })).toThrow(message);
  });
});

describe('parseHeapProfile()', () => {
  it('adds up bytes', () => {
    const leaf = { callFrame: callFrame('b'), selfSize: 30, children: [] };
    const head = { callFrame: callFrame('(root)'), selfSize: 1, children: [leaf, leaf] };
    expect(describeFrame(parseHeapProfile(JSON.stringify({ head }), { hasIdle: false }))).toEqual({
      '(root) 1/61': [{ 'b 60/60': [] }],
    });
  });

  it.each(['{}', '{"nodes":[]}', '{"head":7}'])('rejects %j', (text) => {
    expect(() => parseHeapProfile(text, { hasIdle: false })).toThrow('This is no heap profile');
  });
});

describe('layOut()', () => {
  const root = cpu(true);
  const [a] = root.children as [Frame];
  const describeBoxes = (zoomed: Frame, minWidth = 0) =>
    layOut(zoomed, minWidth).map(({ frame, depth, x, width }) => [
      frame.name,
      depth,
      Math.round(x * 100),
      Math.round(width * 100),
    ]);

  it('places callees below their caller, side by side', () => {
    expect(describeBoxes(root)).toEqual([
      ['(root)', 0, 0, 100],
      ['a', 1, 0, 67],
      ['a', 2, 0, 27],
      ['b', 2, 27, 13],
      ['(idle)', 1, 67, 33],
    ]);
  });

  it('zooms in on a frame below its callers', () => {
    expect(describeBoxes(a)).toEqual([
      ['(root)', 0, 0, 100],
      ['a', 1, 0, 100],
      ['a', 2, 0, 40],
      ['b', 2, 40, 20],
    ]);
  });

  it('leaves out what is too narrow to see', () => {
    expect(describeBoxes(root, 0.2).map(([name]) => name)).toEqual(['(root)', 'a', 'a', '(idle)']);
  });

  it('shows an empty profile as its root', () => {
    const empty = parseCpuProfile('{"nodes":[{"id":1,"callFrame":{"functionName":"(root)"}}]}', {
      hasIdle: false,
    });
    expect(describeBoxes(empty)).toEqual([['(root)', 0, 0, 100]]);
  });

  it('finds the box at a point', () => {
    expect(findBox(layOut(root, 0), { x: 0.3, depth: 2 })?.frame.name).toBe('b');
    expect(findBox(layOut(root, 0), { x: 0.9, depth: 2 })).toBeUndefined();
  });
});

describe('moveFrom()', () => {
  const root = cpu(true);
  const [a, idle] = root.children as [Frame, Frame];

  it('follows callers, callees and neighbours, and stays at an edge', () => {
    expect(moveFrom(root, 'callee')).toBe(a);
    expect(moveFrom(a, 'after')).toBe(idle);
    expect(moveFrom(idle, 'before')).toBe(a);
    expect(moveFrom(idle, 'after')).toBe(idle);
    expect(moveFrom(a, 'before')).toBe(a);
    expect(moveFrom(idle, 'callee')).toBe(idle);
    expect(moveFrom(a, 'caller')).toBe(root);
    expect(moveFrom(root, 'caller')).toBe(root);
    expect(pathTo(idle)).toEqual([root, idle]);
  });
});

describe('listFunctions()', () => {
  it('counts a recursive call once', () => {
    expect(listFunctions(cpu())).toEqual([
      { name: 'a', place: 'file:///main.cjs:10', self: 80, total: 100 },
      { name: 'b', place: 'file:///main.cjs:20', self: 20, total: 20 },
    ]);
  });
});

describe('createSearch() and sumFound()', () => {
  it('find by name and place, in any case', () => {
    const isFound = createSearch('MAIN.cjs:20');
    expect(isFound === undefined ? undefined : sumFound(cpu(), isFound)).toBe(20);
  });

  it('count what is below a found frame once', () => {
    const isFound = createSearch('a');
    expect(isFound === undefined ? undefined : sumFound(cpu(), isFound)).toBe(100);
  });

  it('search for nothing if the text is empty', () => {
    expect(createSearch('  ')).toBeUndefined();
  });
});
