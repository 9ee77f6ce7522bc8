import { drawBars, fit } from './cells.ts';

describe('fit()', () => {
  it.each([
    ['ab', 4, 'ab  '],
    ['abcd', 4, 'abcd'],
    ['abcde', 4, 'abc…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
    ['abc', -1, ''],
    ['/日本語', 5, '/日… '],
    ['日本', 4, '日本'],
    ['e\u0301x', 3, 'e\u0301x '],
    ['\u001b[2J\n\u009b', 24, String.raw`\u001b[2J\n\u009b       `],
  ])('of %j in %d columns is %j', (text, columns, expected) => {
    expect(fit(text, columns)).toBe(expected);
  });

  it('aligns to the right', () => {
    expect(fit('12 ms', 8, 'right')).toBe('   12 ms');
  });
});

describe('drawBars()', () => {
  it.each([
    [[0, 1, 2, 4, null, 8], '▁▂▃▅ █'],
    [[0, 0], '▁▁'],
    [[null, null], '  '],
    [[], ''],
  ])('of %j is %j', (values, bars) => {
    expect(drawBars(values)).toBe(bars);
  });
});
