import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith, needPrograms } from '@tscratch/tools/testing/describe-with';
import { tryProgram } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';

const folder = join(workspacePath, 'apps/server-vps');
const scripts = globSync(['install.sh', 'debian/{pre,post}*'], { cwd: folder }).toSorted();

describeWith(needPrograms('shellcheck'), 'shellcheck', () => {
  it.each(scripts)('has nothing to say about %s', (path) => {
    expect(tryProgram('shellcheck', ['--shell=sh', path], { cwd: folder })).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '',
    });
  });
});
