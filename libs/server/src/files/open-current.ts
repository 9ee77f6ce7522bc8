import { encodeName, type ByteName } from './byte-name.ts';
import type { Root } from './create-root.ts';
import { openBelow, type OpenEntry, type Refusal } from './open-below.ts';
import type { FilePath } from './parse-path.ts';

const INDEX = 'index.html';
const PAGE_SUFFIX = '.html';

/** What a path leads to in a root. */
export interface Found extends Disposable {
  /** Real path of the root at the beginning of the request. */
  readonly root: ByteName;
  /** Names of the folders and of the file or directory, below the root. */
  readonly names: readonly ByteName[];
  readonly entry: OpenEntry | Refusal;
  /** Relative reference to the clean URL of a page that was asked for by another one. */
  readonly cleanTarget?: string;
}

/** How a path leads to a file. */
export interface LookRules {
  /** Whether `about` leads to `about.html`, and `about.html` is only its other name. */
  readonly hasCleanUrls: boolean;
  /** Whether a directory without `index.html` is found. */
  readonly hasListings: boolean;
  /** Names in the root that lead to nothing. */
  readonly hidden: readonly ByteName[];
}

export interface LookOptions {
  /** Monotonic clock. */
  readonly nowMs: number;
  readonly look: LookRules;
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
  { nowMs, look }: LookOptions,
): Promise<Found | undefined> {
  using stack = new DisposableStack();
  const assumed = await root.current(nowMs);
  if (assumed === undefined) return undefined;
  const found = stack.use(await openIn(assumed, path, look));
  if (found?.entry.kind !== 'file') {
    const current = await root.renew(nowMs);
    if (current !== undefined && current !== assumed) return await openIn(current, path, look);
  }
  stack.move();
  return found;
}

/** Opens what a path leads to in one root. */
export async function openIn(
  root: ByteName,
  path: FilePath,
  look: LookRules,
): Promise<Found | undefined> {
  if (isHidden(path.names, look)) return undefined;
  if (!look.hasCleanUrls) return openPlain(root, path, look);
  using stack = new DisposableStack();
  const found = stack.use(await openPlain(root, path, look));
  const page = isPageWanted(path, found) ? await openPage(root, path) : undefined;
  if (page !== undefined) return page;
  const target = found && (await withCleanTarget(found, path));
  stack.move();
  return target;
}

/** Returns whether the site hides what could be served: it is for the server itself. */
export function isHidden(names: readonly ByteName[], { hidden }: LookRules): boolean {
  return names.length === 1 && hidden.includes(names[0] ?? '');
}

async function openPlain(
  root: ByteName,
  { names, endsInSlash }: FilePath,
  { hasListings }: LookRules,
): Promise<Found | undefined> {
  using stack = new DisposableStack();
  const entry = stack.use(await openBelow(root, names));
  if (entry === undefined || (endsInSlash && entry.kind === 'file')) return undefined;
  if (entry.kind === 'directory' && endsInSlash) {
    const index = await openUnlessDirectory(root, [...names, INDEX]);
    if (index !== undefined || !hasListings) return index;
  }
  if (entry.kind === 'directory' && !hasListings && !(await hasIndex(root, names)))
    return undefined;
  stack.move();
  return foundAt(root, names, entry);
}

async function hasIndex(root: ByteName, names: readonly ByteName[]): Promise<boolean> {
  using index = await openUnlessDirectory(root, [...names, INDEX]);
  return index !== undefined;
}

async function openUnlessDirectory(
  root: ByteName,
  names: readonly ByteName[],
): Promise<Found | undefined> {
  const entry = await openBelow(root, names);
  if (entry !== undefined && entry.kind !== 'directory') return foundAt(root, names, entry);
  entry?.[Symbol.dispose]();
  return undefined;
}

function isPageWanted({ names, endsInSlash }: FilePath, found: Found | undefined): boolean {
  if (names.length === 0) return false;
  return found === undefined || (found.entry.kind === 'directory' && !endsInSlash);
}

/** Opens the page of a clean URL; one that ends in a slash leads to the same URL without it. */
async function openPage(
  root: ByteName,
  { names, endsInSlash }: FilePath,
): Promise<Found | undefined> {
  const name = names.at(-1) ?? '';
  const page = await openUnlessDirectory(root, [...names.slice(0, -1), name + PAGE_SUFFIX]);
  return page && endsInSlash ? { ...page, cleanTarget: `../${encodeName(name)}` } : page;
}

/** Adds the clean URL of a page that is asked for by the name of its file. */
async function withCleanTarget(found: Found, { names, endsInSlash }: FilePath): Promise<Found> {
  const name = names.at(-1) ?? '';
  if (found.entry.kind !== 'file' || endsInSlash || !name.endsWith(PAGE_SUFFIX)) return found;
  if (name === INDEX) return { ...found, cleanTarget: './' };
  const cleanName = name.slice(0, -PAGE_SUFFIX.length);
  using other = await openBelow(found.root, [...names.slice(0, -1), cleanName]);
  return other?.kind === 'file' ? found : { ...found, cleanTarget: encodeName(cleanName) };
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
