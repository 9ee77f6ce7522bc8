import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { isBelow } from './app-path.ts';

/** errno(3), with the words of strerror(3). */
const ERRORS = {
  ENOENT: [-2, 'no such file or directory'],
  ENOTDIR: [-20, 'not a directory'],
} as const;

/**
 * Lets a folder of the app be the working folder of this process, although it does not exist for the kernel.
 * `path.resolve()`, and so every function of `fs`, then begins there, and `process.cwd()` returns it. The
 * kernel keeps its own: other programs start in that, unless `cwd` names one.
 *
 * @param root Where the files are mounted.
 * @param inherited Working folder of the thread or the process that starts this one.
 */
export function adoptWorkingFolder(root: string, inherited: string | undefined): void {
  const chdir = process.chdir.bind(process);
  // eslint-disable-next-line no-restricted-properties -- part of the runtime, below any app
  const cwd = process.cwd.bind(process);
  let own = isBelow(root, inherited) ? inherited : undefined;
  // eslint-disable-next-line no-restricted-properties -- part of the runtime, below any app
  process.cwd = () => own ?? cwd();
  process.chdir = (folder: unknown) => {
    if (!isMainThread || typeof folder !== 'string') {
      chdir(folder as string); // throws what Node does
      return;
    }
    const path = resolve(folder);
    if (isBelow(root, path)) own = enter(path, folder);
    else {
      chdir(path);
      own = undefined;
    }
  };
}

/** Returns the path without symlinks, as getcwd(3) does. */
function enter(path: string, dest: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return realpathSync(path);
  const code = found === undefined ? 'ENOENT' : 'ENOTDIR';
  const [errno, words] = ERRORS[code];
  const from = resolve();
  const error = new Error(`${code}: ${words}, chdir '${from}' -> '${dest}'`);
  throw Object.assign(error, { errno, code, syscall: 'chdir', path: from, dest });
}
