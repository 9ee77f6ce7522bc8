import { renderTimes } from './render-times.ts';

const contender = (name: string) => ({ name, command: '', args: [] });

describe('renderTimes()', () => {
  it('renders medians, and their ratio to the first one', () => {
    const times = new Map([
      [contender('bare'), [30, 10, 20]],
      [contender('program'), [30, 1000, 20, 40]],
    ]);
    expect(renderTimes(times)).toBe('bare     20.0 ms  1.00\nprogram  35.0 ms  1.75');
  });
});
