import { addCounts, renderSummary } from './summary.mjs';

describe('renderSummary()', () => {
  it('shows each step, each skipped test with its reason, and the counts alone on the last line', () => {
    const counts = addCounts([
      { passed: 2, failed: 0, skipped: [] },
      { passed: 1, failed: 1, skipped: ['nomad job run (skipped: nomad is not on PATH)'] },
    ]);
    const steps = [
      { name: 'lint', exitCode: 0, seconds: 1.25 },
      { name: 'e2e tests', exitCode: 1, seconds: 100 },
    ];
    expect(renderSummary(steps, counts).split('\n')).toEqual([
      '',
      '  lint                     ok         1.3 s',
      '  e2e tests                FAILED   100.0 s',
      '  skipped: nomad job run (skipped: nomad is not on PATH)',
      '3 passed, 1 failed, 1 skipped',
    ]);
  });
});
