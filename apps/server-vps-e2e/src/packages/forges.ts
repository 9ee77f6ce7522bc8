import type { Forge } from './ci-steps.ts';

/** What GitHub provides, and the test of the release replaces. */
export const GITHUB = {
  actions: ['actions/checkout', 'actions/setup-node', 'actions/cache'],
  expressions: {
    'github.workspace': '$GITHUB_WORKSPACE',
    'runner.arch': 'X64',
    "hashFiles('package-lock.json')": 'package-lock.json',
    'github.token': 'token',
  },
  programs: ['npm', 'npx', 'gh'],
} as const satisfies Forge;

/** The same of GitLab: it has the repository, and runs nothing but commands. */
export const GITLAB = { programs: ['npm', 'npx'] } as const satisfies Forge;
