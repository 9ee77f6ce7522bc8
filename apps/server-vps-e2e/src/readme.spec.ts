import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import { binaryPath } from './workspace.ts';

const readme = readFileSync(join(workspacePath, 'README.md'), 'utf8');

describe('README.md', () => {
  it('shows the start of --help, with the first setting, as the program prints it', () => {
    const help = runProgram(binaryPath, ['--help']).split('\n\n');
    // Usage, commands, introduction, heading and setting.
    expect(readme).toContain(help.slice(0, 5).join('\n\n'));
  });

  it('links to the page of all settings', () => {
    expect(readme).toContain('](docs/settings.md)');
    expect(existsSync(join(workspacePath, 'docs/settings.md'))).toBe(true);
  });
});
