import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import { readGithubSteps, readGitlabJob } from './ci-steps.ts';
import { GITHUB, GITLAB } from './forges.ts';

const read = (name: string): string => readFileSync(join(workspacePath, 'examples', name), 'utf8');

describe('examples/github-actions.yml', () => {
  const text = read('github-actions.yml');

  it('has only steps that the test of its release runs', () => {
    const steps = readGithubSteps(text, GITHUB);
    expect(steps.filter(({ action }) => action === undefined).length).toBeGreaterThanOrEqual(4);
  });

  it.each([
    ['key of a step, "if"', 'run: npm ci', 'if: always()\n        run: npm ci'],
    ['action, "docker/login-action"', 'actions/setup-node@v6', 'docker/login-action@v3'],
    ['program, "docker"', 'run: npm ci', 'run: docker push shop'],
    ['expression, "secrets.TOKEN"', 'github.token', 'secrets.TOKEN'],
    ['key of the job, "container"', 'runs-on:', 'container: node:24\n    runs-on:'],
  ])('would fail with an unknown %s', (problem, before, after) => {
    const changed = text.replace(before, after);
    expect(() => readGithubSteps(changed, GITHUB)).toThrow(`unknown ${problem}; let the test`);
  });
});

describe('examples/gitlab-ci.yml', () => {
  const text = read('gitlab-ci.yml');

  it('has only commands that the test of its pipeline runs', () => {
    expect(readGitlabJob(text, GITLAB).script).toContain('npx nx affected');
  });

  it.each([
    ['key of the pipeline, "deploy"', 'build:', 'deploy: { script: [ssh] }\nbuild:'],
    ['key of the job, "services"', '  script:', '  services: [docker:dind]\n  script:'],
    ['program, "curl"', '- npm ci', '- curl example.org\n    - npm ci'],
  ])('would fail with an unknown %s', (problem, before, after) => {
    const changed = text.replace(before, after);
    expect(() => readGitlabJob(changed, GITLAB)).toThrow(`unknown ${problem}; let the test`);
  });
});
