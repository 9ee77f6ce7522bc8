import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntilReady } from '@tscratch/tools/testing/container';
import { describeWith, needPrograms } from '@tscratch/tools/testing/describe-with';
import { needEngine } from '@tscratch/tools/testing/engine';
import { runProgram } from '@tscratch/tools/testing/program';
import { startRegistry, type Registry } from '@tscratch/tools/testing/registry';
import { runNx, workspacePath } from '@tscratch/tools/testing/workspace';
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
    runNx(['build', 'server-scratch'], { cwd: copy.path });
    const built = join(copy.path, 'dist/apps/server-scratch/image.tar');
    const released = join(copy.path, 'tmp-release.tar');
    copyFileSync(built, released);
    const bytes = readFileSync(released);
    bytes.write('8081/tcp', bytes.indexOf('8080/tcp'));
    writeFileSync(released, bytes);
    expect(() => verify(`--against=${released}`)).toThrow(
      /Cannot reproduce "tmp-release\.tar": expected the same bytes, found\n.*config of linux.*8081/s,
    );
    rmSync(released); // or the next build is of changes that were never committed
  });

  describeWith(needPrograms('docker-registry'), 'of a release in a registry', () => {
    const page = readFileSync(join(workspacePath, 'docs/releasing.md'), 'utf8');
    const [, section = ''] = page.split('\n### From a tag to a running image\n');
    const commands = [...section.matchAll(/^\$ (.*)$/gm)].map(([, command = '']) => command);
    let registry: Registry;
    beforeAll(async () => {
      registry = await startRegistry();
    });
    afterAll(() => {
      registry.stop();
    });
    /** Runs a command of the page, by the Nx of the copy. */
    const type = (command = ''): string => {
      const [program = '', ...args] = command.replace('127.0.0.1:5000', registry.host).split(' ');
      if (program !== 'npx') return runProgram(program, args);
      return runNx(args.slice(1), { cwd: copy.path });
    };

    it('builds and publishes a tag by the first two commands of the page', () => {
      git('tag', 'v0.1.0');
      git('checkout', '--quiet', 'v0.1.0');
      const [build, push] = commands;
      type(build);
      const digest = readFileSync(join(copy.path, 'dist/apps/server-scratch/image.digest'), 'utf8');
      expect(type(push)).toContain(`${registry.host}/server-scratch@${digest.trim()}`);
    });

    describeWith(needEngine('docker'), 'docker run', () => {
      it('starts it by the third command', async () => {
        const run = commands[2]?.replace('--publish=8080:', '--publish=127.0.0.1::');
        const id = type(run);
        try {
          const url = `http://${runProgram('docker', ['port', id, '8080/tcp'])}`;
          await waitUntilReady(url);
          expect(await (await fetch(url)).text()).toMatch(/^tscratch is alive/);
        } finally {
          runProgram('docker', ['rm', '--force', '--volumes', id]);
          runProgram('docker', ['rmi', `${registry.host}/server-scratch:0.1.0`]);
        }
      });
    });

    it('proves by the fourth command that the registry holds what the tag builds', () => {
      const proof = type(commands[3]);
      expect(proof).toMatch(/ parts, each with its digest$/m);
      expect(proof).toMatch(/ the same bytes in 1 of 1 files, 1 build$/m);
      expect(proof).not.toContain('is not the SBOM in the image');
    });
  });
});
