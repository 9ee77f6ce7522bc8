import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copySource } from '../src/host/copy-source.ts';
import { runProgram } from './program.ts';
import { workspacePath } from './workspace.ts';

export interface WorkspaceCopy {
  readonly path: string;
  remove(): void;
}

/**
 * Copies the workspace in its present state to a folder with another name: the files that a commit would
 * contain, the repository, and the files of the packages, so that links between them stay inside the
 * copy.
 */
export function copyWorkspace(name: string): WorkspaceCopy {
  const folder = mkdtempSync(join(tmpdir(), 'workspace-'));
  const path = join(folder, name);
  copySource(workspacePath, path, process.env);
  // A git that another test has started may hold a lock for a moment; in the copy it would hold for ever.
  const filter = (file: string): boolean => !file.endsWith('.lock');
  cpSync(join(workspacePath, '.git'), join(path, '.git'), { recursive: true, filter });
  // Hard links take a second for 30,000 files, and none of them is written to.
  runProgram('cp', ['--archive', '--link', join(workspacePath, 'node_modules'), path]);
  return {
    path,
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
