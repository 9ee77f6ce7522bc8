import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

// A run of one task, as Nx reports it to itself.
const RUN = `
  const { PerformanceLifeCycle, flushPerformanceReport } =
    require('./node_modules/nx/dist/src/tasks-runner/life-cycles/performance-life-cycle.js');
  const task = { id: 'a:test', target: { project: 'a', target: 'test' }, startTime: 0, endTime: 2000 };
  const graph = { roots: ['a:test'], tasks: { 'a:test': task }, dependencies: { 'a:test': [] }, continuousDependencies: { 'a:test': [] } };
  new PerformanceLifeCycle(graph).endTasks([{ task, status: 'success' }]);
  flushPerformanceReport();
`;

const run = (...args: readonly string[]): string =>
  execFileSync(process.execPath, [...args, '--eval', RUN], { cwd: root, encoding: 'utf8' });
const root = join(import.meta.dirname, '../..');

describe('without-report.cjs', () => {
  it('keeps Nx from printing its performance report', () => {
    expect(run()).toContain('Run duration:');
    expect(run('--require', join(import.meta.dirname, 'without-report.cjs'))).toBe('');
  });
});
