const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

/** Writes the counts of a project for the summary of `npm test`, see tools/start/test.mjs. */
module.exports = class CountsReporter {
  constructor(globalConfig) {
    this.folder = join(globalConfig.rootDir, 'test-output');
  }

  onRunComplete(_contexts, { numPassedTests, numFailedTests, testResults }) {
    const skipped = testResults
      .flatMap((suite) => suite.testResults)
      .filter(({ status }) => status === 'pending' || status === 'todo')
      .map(({ fullName }) => fullName);
    mkdirSync(this.folder, { recursive: true });
    const counts = { passed: numPassedTests, failed: numFailedTests, skipped };
    writeFileSync(join(this.folder, 'counts.json'), JSON.stringify(counts));
  }
};
