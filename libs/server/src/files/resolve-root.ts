import { access, constants, realpath, stat } from 'node:fs/promises';
import { errnoOf, Fault } from '../world/faults/fault.ts';
import { BYTES, bytesOf, type ByteName } from './byte-name.ts';

/**
 * Returns the real path of the directory to serve, after checking that it is a readable directory.
 *
 * @param setting Names the setting that has the path.
 * @throws {Fault} `FILES_ROOT_MISSING`, `FILES_ROOT_NOT_DIRECTORY` or `FILES_ROOT_UNREADABLE`.
 */
export async function resolveRoot(path: string, setting = 'FILES_ROOT'): Promise<ByteName> {
  try {
    const realPath = await realpath(path, BYTES);
    const bytes = bytesOf(realPath);
    if (!(await stat(bytes)).isDirectory())
      throw new Fault('FILES_ROOT_NOT_DIRECTORY', { path, setting });
    await access(bytes, constants.R_OK | constants.X_OK);
    return realPath;
  } catch (error) {
    switch (errnoOf(error)) {
      case 'ENOENT':
      case 'ELOOP':
      case 'ENAMETOOLONG':
        throw new Fault('FILES_ROOT_MISSING', { path, setting }, { cause: error });
      case 'ENOTDIR':
        throw new Fault('FILES_ROOT_NOT_DIRECTORY', { path, setting }, { cause: error });
      case 'EACCES':
        throw new Fault('FILES_ROOT_UNREADABLE', { path }, { cause: error });
      default:
        throw error;
    }
  }
}
