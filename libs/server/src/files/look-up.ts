import { RENEWAL_SHARE } from './create-root.ts';
import type { FilesContext } from './files-context.ts';
import type { LoadedFile, Wish } from './loaded-file.ts';
import { openIn, type Found } from './open-current.ts';
import { openPreferred } from './open-preferred.ts';

type LookUpOptions = Pick<FilesContext, 'cache' | 'root' | 'openSibling' | 'site'>;

/** A file, a path that leads to nothing, or undefined for a look at the disk. */
export type Known = LoadedFile | 'absent' | undefined;

/**
 * Returns what the cache knows of a request and may answer: what a look has found that began less than
 * the greatest age ago, in the root that is the current one. From half of that age on it looks again in
 * the background, so that a file that is asked for often is answered from memory all the time; if that
 * takes too long, as on a disk that hangs, requests wait for a look of their own.
 *
 * @param path The key without its codings.
 */
export function lookUp(
  { path, suffix }: { readonly path: string; readonly suffix: string },
  nowMs: number,
  options: LookUpOptions,
): Known {
  const { cache, root } = options;
  if (!cache.isOn(path)) return undefined;
  const maxAgeMs = cache.maxAgeMs();
  const realPath = root.fresh(nowMs, maxAgeMs);
  if (realPath === undefined) return undefined;
  const file = cache.store.get(path + suffix);
  const ageMs = file === undefined ? Infinity : nowMs - file.checkedMs;
  if (file === undefined || file.root !== realPath || ageMs >= maxAgeMs)
    return cache.isAbsent(path, realPath, nowMs) ? 'absent' : undefined;
  file.isUsed = true;
  if (ageMs >= maxAgeMs * RENEWAL_SHARE && !file.isChecking) void checkAgain(file, nowMs, options);
  return file;
}

/** Looks at a file again by the same walk, and removes it from the cache if anything has changed. */
async function checkAgain(
  file: LoadedFile,
  nowMs: number,
  { cache, ...options }: LookUpOptions,
): Promise<void> {
  file.isChecking = true;
  try {
    const state = await readState(file, nowMs, options);
    if (state === file.state) file.checkedMs = Math.max(file.checkedMs, nowMs);
    else cache.store.remove(file);
  } catch {
    // The next request that has to look meets the error too, and reports it.
  } finally {
    file.isChecking = false;
  }
}

/** Returns whether a path has become another name of the page that it leads to, which is a redirect. */
function isOtherName({ page }: Wish, { cleanTarget }: Found): boolean {
  return cleanTarget !== undefined && page === undefined;
}

async function readState(
  { root, wish }: LoadedFile,
  nowMs: number,
  { openSibling, site }: Pick<LookUpOptions, 'openSibling' | 'site'>,
): Promise<string | undefined> {
  using found = await openIn(root, wish.path, site.look);
  if (found?.entry.kind !== 'file' || isOtherName(wish, found)) return undefined;
  const codings = wish.codings.list;
  const request = { codings, nowMs, isThorough: true, onRefused: () => undefined, openSibling };
  using preferred = await openPreferred(found, found.entry, request);
  return preferred.state;
}
