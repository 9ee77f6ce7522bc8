import { appendLines, createLineSplitter, dropKnown } from './split-lines.ts';

describe('createLineSplitter()', () => {
  it('joins what a chunk has cut', () => {
    const split = createLineSplitter();
    expect(split('{"a":')).toEqual([]);
    expect(split('1}\n{"b":2}\n\n{"c"')).toEqual(['{"a":1}', '{"b":2}']);
    expect(split(':3}\n')).toEqual(['{"c":3}']);
  });
});

describe('appendLines()', () => {
  it('forgets the oldest lines above the limit', () => {
    expect(appendLines([1, 2], [3, 4], 3)).toEqual([2, 3, 4]);
    expect(appendLines([1], [2], 3)).toEqual([1, 2]);
  });
});

describe('dropKnown()', () => {
  it('drops each known line once', () => {
    expect(dropKnown(['a', 'b'], ['b', 'b', 'c'])).toEqual(['b', 'c']);
    expect(dropKnown([], ['a'])).toEqual(['a']);
  });
});
