/**
 * Preloaded into Nx: switches off the performance report that it prints after each run, for which it has no setting.
 * The method is internal to Nx; if a release moves it, the report is back and nothing else changes.
 */
const { join } = require('node:path');

const FILE = '../../node_modules/nx/dist/src/tasks-runner/life-cycles/performance-life-cycle.js';

try {
  const { PerformanceLifeCycle } = require(join(__dirname, FILE));
  PerformanceLifeCycle.prototype.getSummary = () => null;
} catch (error) {
  if (error.code !== 'MODULE_NOT_FOUND') throw error;
}
