import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '@tscratch/tools/testing/program';
import { runNx } from '@tscratch/tools/testing/workspace';
import { copyWorkspace, type WorkspaceCopy } from '@tscratch/tools/testing/copy-workspace';

/** In a separate repository with everything committed, because a release records its commit. */
describe('nx run server-scratch:verify', () => {
  let copy: WorkspaceCopy;
  let commit: string;
  const git = (...args: readonly string[]): string => {
    const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
    return runProgram('git', [...identity, ...args], { cwd: copy.path });
  };
  const verify = (...args: readonly string[]): string =>
    runNx(['run', 'server-scratch:verify', ...args], { cwd: copy.path });

  beforeAll(() => {
    copy = copyWorkspace('verified');
    rmSync(join(copy.path, '.git'), { recursive: true }); // in a worktree it points to the real repository
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message=All of it');
    commit = git('rev-parse', 'HEAD');
  });
  afterAll(() => {
    copy.remove();
  });

  it('finds two builds equal, and leaves dist unchanged', () => {
    const proof = verify();
    expect(proof).toContain('### server-scratch: the same bytes in 3 of 3 files, 2 builds');
    expect(proof).toMatch(new RegExp(`^\\| revision +\\| ${commit} +\\|$`, 'm'));
    expect(git('status', '--porcelain', '--ignored')).not.toContain('dist/');
  });

  it('names the place where a release differs from a build of its commit', () => {
    runNx(['build', 'server-scratch', '--skipNxCache'], { cwd: copy.path });
    const built = join(copy.path, 'dist/apps/server-scratch/image.tar');
    const released = join(copy.path, 'tmp-release.tar');
    copyFileSync(built, released);
    const bytes = readFileSync(released);
    bytes.write('8081/tcp', bytes.indexOf('8080/tcp'));
    writeFileSync(released, bytes);
    expect(() => verify(`--against=${released}`)).toThrow(
      /Cannot reproduce "tmp-release\.tar": expected the same bytes, found\n.*config of linux.*8081/s,
    );
  });
});
