import { describeLoad, renderTable } from './render-table.ts';

const contender = (name: string) => ({ name, command: '', args: [] });
const figures = (requestsPerCpuSecond: number, rssBytes: number) => ({
  requestsPerCpuSecond,
  requestsPerSecond: requestsPerCpuSecond,
  rssBytes,
  p99Ms: 1,
  startMs: 50,
});

describe('renderTable()', () => {
  it('renders medians, and their ratio to the reference', () => {
    const [fast, base] = [contender('fast'), contender('base')];
    const runs = new Map([
      [fast, [figures(300, 1e6), figures(100, 3e6), figures(200, 2e6)]],
      [base, [figures(90, 4e6), figures(110, 4e6)]],
    ]);
    expect(renderTable(runs, base).split('\n').slice(2)).toEqual([
      '| fast | 200 | 2.00 | 1.00 ms | 2 MB | 0.50 | 50 ms |',
      '| base | 100 | 1.00 | 1.00 ms | 4 MB | 1.00 | 50 ms |',
      '',
    ]);
  });

  it('requires a run of the reference', () => {
    expect(() => renderTable(new Map(), contender('base'))).toThrow(
      'Cannot render a table without a run of the reference "base"',
    );
  });
});

describe('describeLoad()', () => {
  it('tells the load of the first minute before and after', () => {
    expect(describeLoad([0.1, 5, 5], [2.345, 6, 6])).toBe(
      'Load of the machine: 0.10 before the run, 2.35 at its end, its own included.',
    );
  });
});
