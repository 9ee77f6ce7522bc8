import { access, constants, lstat, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { errnoOf } from '../faults/fault.ts';

/** Something below the root that may be served. */
export interface Located {
  readonly kind: 'directory' | 'file';
  /** Path without symbolic links, inside the root. */
  readonly realPath: string;
}

/** Causes for which the answer is "not there": path_resolution(7), and files this user may not read. */
const ABSENT = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EACCES'];

/**
 * Finds a file or directory below the root. Symbolic links are followed as long as they stay inside
 * (a mounted Kubernetes ConfigMap is made of them, through hidden folders); anything that is neither
 * file nor directory is never opened, since opening a FIFO blocks and opening a device can act.
 *
 * @param root Real path of the root.
 * @param names Names that `isServedName` accepts.
 * @returns undefined where there is nothing that may be served.
 */
export async function locate(root: string, names: readonly string[]): Promise<Located | undefined> {
  try {
    const realPath = await realpath(join(root, ...names));
    if (!isInside(root, realPath)) return undefined;
    const stats = await lstat(realPath);
    if (!stats.isFile() && !stats.isDirectory()) return undefined;
    const kind = stats.isFile() ? 'file' : 'directory';
    await access(realPath, kind === 'file' ? constants.R_OK : constants.R_OK | constants.X_OK);
    return { kind, realPath };
  } catch (error) {
    if (ABSENT.includes(errnoOf(error) ?? '')) return undefined;
    throw error;
  }
}

function isInside(root: string, realPath: string): boolean {
  const prefix = root.endsWith(sep) ? root : root + sep; // only "/" ends in one
  return realPath === root || realPath.startsWith(prefix);
}
