/** The last lines of `npm test`. */

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} skipped Full name of each skipped test, which contains the reason.
 */

/**
 * Adds the counts of several projects.
 *
 * @param {readonly Counts[]} all
 * @returns {Counts}
 */
export function addCounts(all) {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    skipped: all.flatMap(({ skipped }) => skipped),
  };
}

/**
 * Renders the table of steps, the skipped tests and, as the last line, the counts.
 *
 * @param {readonly { name: string, exitCode: number, seconds: number }[]} steps
 * @param {Counts} counts
 */
export function renderSummary(steps, { passed, failed, skipped }) {
  const rows = steps.map(({ name, exitCode, seconds }) => {
    const result = exitCode === 0 ? 'ok' : 'FAILED';
    return `  ${name.padEnd(24)} ${result.padEnd(7)} ${seconds.toFixed(1).padStart(6)} s`;
  });
  const reasons = skipped.map((name) => `  skipped: ${name}`);
  const total = `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
  return ['', ...rows, ...reasons, total].join('\n');
}
