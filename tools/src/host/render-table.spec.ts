import { renderTable } from './render-table.ts';

describe('renderTable()', () => {
  it('puts the first column to the left, the others to the right, and nothing behind the last', () => {
    const rows = [['', 'before', 'after'], ['size', '1', '1000'], ['alone']];
    expect(renderTable(rows)).toBe('       before  after\nsize        1   1000\nalone');
  });
});
