import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isProgramFailure, runPrograms } from './run-programs.ts';

/**
 * Copies the files that a commit of everything would contain, in their present state: tracked files and
 * new ones, without those that `.gitignore` excludes, and without installed packages. The folder may be in no
 * repository.
 *
 * @param env The complete environment of git, with its messages in English.
 * @throws {Fault} `PROGRAM_FAILED` for a repository that git cannot read, `PROGRAM_MISSING` without git.
 */
export function copySource(root: string, folder: string, env: NodeJS.ProcessEnv): void {
  for (const file of listSource(root, { folder, env })) copyFile(file, root, folder);
}

interface Copying {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

function listSource(root: string, { folder, env }: Copying): readonly string[] {
  const files = listFiles(root, { folder, env }).toString().split('\0').filter(Boolean);
  return files.filter((file) => existsSync(join(root, file))); // deleted, but not yet committed
}

const LIST = ['ls-files', '--cached', '--others', '--exclude-standard', '--exclude=node_modules'];

function listFiles(root: string, copying: Copying): Buffer {
  const args = ['-C', root, ...LIST, '-z'];
  try {
    return runPrograms([{ command: 'git', args }], copying.env);
  } catch (error) {
    if (!isProgramFailure(error) || !/not a git repository/.test(error.facts.errors)) throw error;
    return listWithoutRepository(root, copying);
  }
}

/** Only git reads .gitignore: an empty repository beside the copy lists the files of a folder that has none. */
function listWithoutRepository(root: string, { folder, env }: Copying): Buffer {
  const repository = `${folder}.git`;
  const git = (...args: readonly string[]) => ({ command: 'git', args });
  const work = ['-C', root, `--git-dir=${repository}`, '--work-tree=.'];
  try {
    return runPrograms(
      [git('init', '--quiet', '--bare', repository), git(...work, ...LIST, '-z')],
      env,
    );
  } finally {
    rmSync(repository, { recursive: true, force: true });
  }
}

function copyFile(file: string, root: string, folder: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  cpSync(join(root, file), join(folder, file), { recursive: true, verbatimSymlinks: true });
}
