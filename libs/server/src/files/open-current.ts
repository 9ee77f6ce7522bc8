import type { ByteName } from './byte-name.ts';
import type { Root } from './create-root.ts';
import { openBelow, type OpenEntry, type Refusal } from './open-below.ts';
import type { FilePath } from './parse-path.ts';

const INDEX = 'index.html';

/** What a path leads to in a root. */
export interface Found extends Disposable {
  /** Real path of the root at the beginning of the request. */
  readonly root: ByteName;
  /** Names of the folders and of the file or directory, below the root. */
  readonly names: readonly ByteName[];
  readonly entry: OpenEntry | Refusal;
}

/**
 * Opens what a path leads to: a file, or a directory; for a directory whose path ends in a slash,
 * its `index.html`, unless that is a directory.
 *
 * Anything but a file counts only if the root's real path is the current one:
 * the folder of the previous release may already be half removed.
 *
 * @returns undefined if there is nothing.
 */
export async function openCurrent(
  root: Root,
  path: FilePath,
  nowMs: number,
): Promise<Found | undefined> {
  using stack = new DisposableStack();
  const assumed = await root.current(nowMs);
  if (assumed === undefined) return undefined;
  const found = stack.use(await openIn(assumed, path));
  if (found?.entry.kind !== 'file') {
    const current = await root.renew(nowMs);
    if (current !== undefined && current !== assumed) return await openIn(current, path);
  }
  stack.move();
  return found;
}

/** Opens what a path leads to in one root. */
export async function openIn(
  root: ByteName,
  { names, endsInSlash }: FilePath,
): Promise<Found | undefined> {
  using stack = new DisposableStack();
  const entry = stack.use(await openBelow(root, names));
  if (entry === undefined || (endsInSlash && entry.kind === 'file')) return undefined;
  if (endsInSlash && entry.kind === 'directory') {
    const index = await openIndex(root, [...names, INDEX]);
    if (index !== undefined) return index;
  }
  stack.move();
  return foundAt(root, names, entry);
}

async function openIndex(root: ByteName, names: readonly ByteName[]): Promise<Found | undefined> {
  const entry = await openBelow(root, names);
  if (entry !== undefined && entry.kind !== 'directory') return foundAt(root, names, entry);
  entry?.[Symbol.dispose]();
  return undefined;
}

function foundAt(root: ByteName, names: readonly ByteName[], entry: OpenEntry | Refusal): Found {
  return {
    root,
    names,
    entry,
    [Symbol.dispose]: () => {
      entry[Symbol.dispose]();
    },
  };
}
