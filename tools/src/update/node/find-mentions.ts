import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runPrograms } from '../../host/run-programs.ts';

/**
 * Lists the lines of documents that mention a release and must be updated by hand.
 *
 * @param git Working folder and complete environment of git.
 */
export function findMentions(
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  release: string,
): readonly string[] {
  const args = ['ls-files', '-z', '*.md'];
  const listed = runPrograms([{ command: 'git', args, cwd }], env);
  const paths = listed.toString().split('\0').filter(Boolean);
  // git also lists files whose removal is not yet committed.
  const present = paths.filter((path) => existsSync(join(cwd, path)));
  return present.flatMap((path) =>
    findLines(readFileSync(join(cwd, path), 'utf8'), release).map((line) => `${path}:${line}`),
  );
}

/** Returns the numbers, from 1, of the lines that mention a release, with or without its patch version. */
export function findLines(text: string, release: string): readonly number[] {
  const [major, minor, patch] = release.split('.');
  const pattern = new RegExp(`(?<![\\d.])${major}\\.${minor}(\\.${patch})?(?![\\d]|\\.\\d)`);
  return text.split('\n').flatMap((line, index) => (pattern.test(line) ? [index + 1] : []));
}
