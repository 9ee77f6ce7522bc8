import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '@tscratch/tools/testing/program';
import { binaryPath } from './workspace.ts';

const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');

describe('README.md', () => {
  it('shows the settings as the program itself explains them', () => {
    expect(readme).toContain(runProgram(binaryPath, ['--help']).trim());
  });
});
