import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runPrograms } from './run-programs.ts';

/**
 * Copies the files that a commit of everything would contain, in their present state: tracked files and
 * new ones, without those that `.gitignore` excludes.
 *
 * @param env The complete environment of git.
 * @throws {Fault} `PROGRAM_FAILED` outside a repository, `PROGRAM_MISSING` without git.
 */
export function copySource(root: string, folder: string, env: NodeJS.ProcessEnv): void {
  for (const file of listSource(root, env)) copyFile(file, root, folder);
}

function listSource(root: string, env: NodeJS.ProcessEnv): readonly string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const output = runPrograms([{ command: 'git', args: ['-C', root, ...args] }], env).toString();
  const files = output.split('\0').filter(Boolean);
  return files.filter((file) => existsSync(join(root, file))); // deleted, but not yet committed
}

function copyFile(file: string, root: string, folder: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  cpSync(join(root, file), join(folder, file), { recursive: true, verbatimSymlinks: true });
}
