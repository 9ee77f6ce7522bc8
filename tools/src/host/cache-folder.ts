import { join } from 'node:path';
import { Fault } from './faults/fault.ts';

/**
 * Returns the folder of what is fetched or made once on a machine: `TSCRATCH_CACHE`, else `tscratch` below
 * `XDG_CACHE_HOME`, else below `~/.cache`.
 *
 * @throws {Fault} `CACHE_PLACELESS` if the environment names no absolute folder.
 * @see https://specifications.freedesktop.org/basedir-spec/0.8/#variables
 */
export function findCacheFolder(env: NodeJS.ProcessEnv): string {
  const { TSCRATCH_CACHE: own, XDG_CACHE_HOME: caches, HOME: home } = env;
  const folders = [
    own,
    caches && join(caches, 'tscratch'),
    home && join(home, '.cache/tscratch'),
  ].filter((folder) => folder !== undefined && folder !== '');
  const [folder] = folders;
  if (folder?.startsWith('/') === true) return folder;
  throw new Fault('CACHE_PLACELESS', { found: folder });
}
