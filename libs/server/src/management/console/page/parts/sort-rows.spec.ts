import { sortRows } from './sort-rows.ts';

const rows = [
  { name: 'b', size: 2 },
  { name: 'a', size: 10 },
  { name: 'c', size: 2 },
];
const namesOf = (sorted: readonly { readonly name: string }[]) => sorted.map(({ name }) => name);

describe('sortRows()', () => {
  it('sorts numbers by size, and keeps the order of equal ones', () => {
    const by = ({ size }: { readonly size: number }) => size;
    expect(namesOf(sortRows(rows, by, { direction: 'ascending' }))).toEqual(['b', 'c', 'a']);
    expect(namesOf(sortRows(rows, by, { direction: 'descending' }))).toEqual(['a', 'b', 'c']);
  });

  it('sorts texts by code units, and leaves the rows as they were', () => {
    const by = ({ name }: { readonly name: string }) => name;
    expect(namesOf(sortRows(rows, by, { direction: 'ascending' }))).toEqual(['a', 'b', 'c']);
    expect(namesOf(rows)).toEqual(['b', 'a', 'c']);
  });
});
