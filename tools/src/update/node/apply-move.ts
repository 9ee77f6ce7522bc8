import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../host/faults/fault.ts';
import { type ProgramCall, runPrograms } from '../../host/run-programs.ts';
import { NODE_LOCK, NVMRC } from './manifest.ts';
import type { Move } from './resolve-lock.ts';

/**
 * Checks that the files of a move have no other changes.
 *
 * @param env The complete environment of git.
 * @throws {Fault} `NODE_EDITED`; `PROGRAM_FAILED` outside a repository, where changes cannot be detected.
 */
export function checkUnedited(root: string, env: NodeJS.ProcessEnv): void {
  const args = [
    'status',
    '--porcelain',
    '--',
    'package.json',
    'package-lock.json',
    NVMRC,
    NODE_LOCK,
  ];
  const status = runPrograms([{ command: 'git', args, cwd: root }], env).toString();
  const paths = status.split('\n').flatMap((line) => (line === '' ? [] : [line.slice(3)]));
  if (paths.length > 0) throw new Fault('NODE_EDITED', { paths });
}

/**
 * Writes the files of a move and installs them. If that fails, the files are restored.
 *
 * @param install Installs the packages of the new lock file.
 */
export function applyMove(root: string, move: Move, install: () => void): void {
  const former = new Map(
    [...move.keys()].map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  );
  try {
    writeFiles(root, move);
    install();
  } catch (error) {
    writeFiles(root, former);
    throw error;
  }
}

/** Plans installing the packages of the lock file, without changing those that are already installed. */
export function planNpmInstall(root: string): ProgramCall {
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  const args = ['install', ...flags, '--omit-lockfile-registry-resolved'];
  return { command: 'npm', args, cwd: root };
}

function writeFiles(root: string, texts: ReadonlyMap<string, string>): void {
  for (const [path, text] of texts) writeFileSync(join(root, `${path}.new`), text);
  for (const path of texts.keys()) renameSync(join(root, `${path}.new`), join(root, path));
}
