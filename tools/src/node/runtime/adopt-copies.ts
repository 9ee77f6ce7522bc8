import fs, { type CopyOptions, type CopySyncOptions } from 'node:fs';
import { awaitSteps, copyFile, copyTree, runSteps } from './copy-files.ts';
import { isBelow, pathOf } from './app-path.ts';

type Callback = (error: unknown) => void;

/**
 * Lets `fs.copyFile()` and `fs.cp()` copy files of the app to the disk, in all their forms: Node's own ask the
 * kernel, which does not have them. Copies within the app fail as Node says, with `EROFS`.
 *
 * @param root Where the files are mounted.
 */
export function adoptCopies(root: string): void {
  const { copyFileSync, cpSync, promises } = fs;
  const { copyFile: copyFileLater, cp: cpLater } = promises;
  /** The paths of a copy from the app to the disk; undefined for any other. */
  const planCopy = (source: unknown, target: unknown): [string, string] | undefined => {
    const [from, to] = [pathOf(source), pathOf(target)];
    return isBelow(root, from) && to !== undefined && !isBelow(root, to) ? [from, to] : undefined;
  };
  fs.copyFileSync = (source, target, mode) => {
    const plan = planCopy(source, target);
    if (plan) copyFile(...plan, mode);
    else copyFileSync(source, target, mode);
  };
  fs.cpSync = (source, target, options?: CopySyncOptions) => {
    const plan = planCopy(source, target);
    if (plan) runSteps(copyTree(...plan, options));
    else cpSync(source, target, options);
  };
  promises.copyFile = async (source, target, mode) => {
    const plan = planCopy(source, target);
    if (plan) copyFile(...plan, mode);
    else await copyFileLater(source, target, mode);
  };
  promises.cp = async (source, target, options?: CopyOptions) => {
    const plan = planCopy(source, target);
    if (plan) await awaitSteps(copyTree(...plan, options));
    else await cpLater(source, target, options);
  };
  adoptCallbacks(planCopy);
}

/** The forms with callbacks do what the promises do. */
function adoptCallbacks(planCopy: (source: unknown, target: unknown) => unknown): void {
  for (const name of ['copyFile', 'cp'] as const) {
    const original = fs[name] as (...given: unknown[]) => void;
    const later = fs.promises[name] as (...given: unknown[]) => Promise<void>;
    const adopted = (...given: unknown[]): void => {
      const callback = given.at(-1);
      if (typeof callback !== 'function' || planCopy(given[0], given[1]) === undefined) {
        original(...given);
        return;
      }
      const settle = callback as Callback;
      void later(...given.slice(0, -1)).then(
        () => {
          process.nextTick(settle, null);
        },
        (error: unknown) => {
          process.nextTick(settle, error);
        },
      );
    };
    Object.assign(fs, { [name]: adopted });
  }
}
