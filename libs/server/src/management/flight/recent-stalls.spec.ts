import { createRecentStalls, type Stall } from './recent-stalls.ts';

const stall = (durationMs: number): Stall => ({
  time: '',
  durationMs,
  thread: 'main',
  doing: 'running JavaScript',
  stack: 'f',
});

describe('createRecentStalls()', () => {
  it('lists the latest 20, newest first', () => {
    const { add, list } = createRecentStalls();
    for (let at = 1; at <= 25; at += 1) add(stall(at));
    expect(list().map(({ durationMs }) => durationMs)).toEqual(
      Array.from({ length: 20 }, (_, at) => 25 - at),
    );
  });

  it('shows how long a stall took once it has ended', () => {
    const { add, list } = createRecentStalls();
    const end = add(stall(2_000));
    add(stall(3_000));
    end(7_000);
    expect(list().map(({ durationMs }) => durationMs)).toEqual([3_000, 7_000]);
  });
});
