import { findLines } from './find-mentions.ts';

describe('findLines()', () => {
  it.each([
    ['Node 26.10.0', [1]],
    ['Node 26.10, its loader', [1]],
    ['one\n"node": "26.10.0",\nthree\nv26.10', [2, 4]],
    ['at the end of a sentence: 26.10.', [1]],
  ])('finds 26.10.0 in %j', (text, lines) => {
    expect(findLines(text, '26.10.0')).toEqual(lines);
  });

  it.each(['26.1.0', '26.100', '26.10.1', '126.10.0', '1.26.10', '26010', ''])(
    'does not take %j for it',
    (text) => {
      expect(findLines(text, '26.10.0')).toEqual([]);
    },
  );
});
