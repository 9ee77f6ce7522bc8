import { renderTable } from './render-table.ts';

describe('renderTable()', () => {
  it('aligns the first column to the left, the others to the right, without trailing spaces', () => {
    const rows = [['', 'before', 'after'], ['size', '1', '1000'], ['alone']];
    expect(renderTable(rows)).toBe('       before  after\nsize        1   1000\nalone');
  });

  it('aligns as many columns to the left as it is asked to', () => {
    const rows = [
      ['a', 'bcd', 'e'],
      ['fg', 'h', '10'],
    ];
    expect(renderTable(rows, 2)).toBe('a   bcd   e\nfg  h    10');
  });
});
