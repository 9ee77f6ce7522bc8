import { createCaptures } from './captures.ts';

const facts = { time: '2026-11-30T22:00:00.000Z', reason: 'p99' };

describe('createCaptures()', () => {
  it('keeps the latest five, newest first, by ids that are never used again', () => {
    const { add, list, find } = createCaptures();
    for (let count = 0; count < 7; count += 1) add(facts, `text ${count}`);
    expect(list().map(({ id }) => id)).toEqual([7, 6, 5, 4, 3]);
    expect([find(7)?.text, find(2)]).toEqual(['text 6', undefined]);
    expect(list()[0]).toEqual({ id: 7, ...facts, sizeBytes: 6 });
  });

  it('keeps at most 16 MB, but always the latest', () => {
    const { add, list } = createCaptures();
    for (let count = 0; count < 3; count += 1) add(facts, 'x'.repeat(7_000_000));
    expect(list().map(({ id }) => id)).toEqual([3, 2]);
    add(facts, 'x'.repeat(17_000_000));
    expect(list().map(({ id }) => id)).toEqual([4]);
  });
});
