import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runPrograms } from '../../host/run-programs.ts';

/**
 * Names the lines of documents that show a release, which nobody but a person can bring up to date.
 *
 * @param git Where git runs, and all of its environment.
 */
export function findMentions(
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  release: string,
): readonly string[] {
  const args = ['ls-files', '-z', '*.md'];
  const listed = runPrograms([{ command: 'git', args, cwd }], env);
  const paths = listed.toString().split('\0').filter(Boolean);
  // git lists what is removed and not yet committed, too.
  const present = paths.filter((path) => existsSync(join(cwd, path)));
  return present.flatMap((path) =>
    findLines(readFileSync(join(cwd, path), 'utf8'), release).map((line) => `${path}:${line}`),
  );
}

/** Numbers of the lines, from 1, that name a release in full or without its patch. */
export function findLines(text: string, release: string): readonly number[] {
  const [major, minor, patch] = release.split('.');
  const pattern = new RegExp(`(?<![\\d.])${major}\\.${minor}(\\.${patch})?(?![\\d]|\\.\\d)`);
  return text.split('\n').flatMap((line, index) => (pattern.test(line) ? [index + 1] : []));
}
