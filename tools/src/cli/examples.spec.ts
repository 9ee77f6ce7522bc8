import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspacePath } from '../../testing/workspace.ts';
import { TARGET_NAMES } from '../plugin/inference/target-names.ts';
import { parseCommandLine } from './parse-command-line.ts';

function read(path: string): string {
  return readFileSync(join(workspacePath, path), 'utf8');
}

/** The first group of every match. */
function findAll(text: string, expression: RegExp): readonly string[] {
  return [...text.matchAll(expression)].map(([, group = '']) => group.trim());
}

/** Every command line of `tscratch` in a text: not a mention of its name alone. */
function findCalls(text: string): readonly string[] {
  return findAll(text, /\bnpx tscratch ([^\n`#|<>]+)/g);
}

/** Every target that a text runs by Nx. */
function findTargets(text: string): readonly string[] {
  const lists = [
    ...findAll(text, /\bnpx nx ([a-z]+) [a-z]+$/gm),
    ...findAll(text, /\bnx affected -t ([a-z ]+?)(?: --|$)/gm),
  ];
  return lists.flatMap((list) => list.split(' '));
}

const KNOWN = [
  ...Object.values<string>({ ...TARGET_NAMES }),
  'add',
  'test',
  'serve',
  'e2e',
  'graph',
];

describe.each(['docs/adopt.md', 'examples/github-actions.yml', 'examples/gitlab-ci.yml'])(
  '%s',
  (path) => {
    it('has only calls that the command line accepts', () => {
      const text = read(path);
      for (const call of findCalls(text))
        expect(() => parseCommandLine(call.split(' '))).not.toThrow();
      expect(findTargets(text).filter((name) => !KNOWN.includes(name))).toEqual([]);
      expect(findCalls(text).length + findTargets(text).length).toBeGreaterThan(0);
    });
  },
);
