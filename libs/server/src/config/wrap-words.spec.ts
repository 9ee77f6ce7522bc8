import { wrapWords } from './wrap-words.ts';

describe('wrapWords()', () => {
  it.each([
    ['one two', ['# one two']],
    ['one two three', ['# one two', '# three']],
    ['incomprehensible', ['# incomprehensible']],
    ['an incomprehensible word', ['# an', '# incomprehensible', '# word']],
  ])('breaks %j', (text, lines) => {
    expect(wrapWords(text, { prefix: '# ', columns: 9 })).toEqual(lines);
  });
});
