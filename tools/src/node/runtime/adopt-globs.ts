import fs, { type Dirent, type GlobOptions } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { isBelow, pathOf } from './app-path.ts';

type Found = string | Dirent;

/** A pattern or several, and options. */
type Given = readonly [pattern: string | readonly string[], options?: GlobOptions];

/** `fs.glob()` in all its forms, without the overloads of its types. */
interface Globs {
  globSync: (...given: Given) => readonly Found[];
  glob: (...given: readonly unknown[]) => void;
  readonly promises: { glob: (...given: Given) => AsyncIterable<Found> };
}

type Callback = (error: unknown, found?: readonly Found[]) => void;

/**
 * Lets `fs.glob()` find files of the app by an absolute pattern, in all its forms: Node's own begins at `/` and
 * asks the kernel for each folder on the way.
 *
 * @param root Where the files are mounted.
 */
export function adoptGlobs(root: string): void {
  const globs = fs as unknown as Globs;
  const { globSync: find, glob: findThen, promises } = globs;
  const { glob: findLater } = promises;
  const findMerged = (...given: Given): AsyncIterable<Found> => {
    const plan = planGlob(root, given);
    return plan ? merge(plan, findLater) : findLater(...given);
  };
  globs.globSync = (...given) => {
    const plan = planGlob(root, given);
    if (!plan) return find(...given);
    const others = plan.others[0].length === 0 ? [] : find(...plan.others);
    return [...others, ...find(...plan.inside).map(plan.name)];
  };
  promises.glob = findMerged;
  globs.glob = (...given) => {
    const [pattern, options] = given as Given;
    const callback = given.at(-1);
    if (typeof callback !== 'function' || !planGlob(root, [pattern])) findThen(...given);
    else answer(findMerged(pattern, given.length > 2 ? options : {}), callback as Callback);
  };
}

interface GlobPlan {
  /** Patterns below the root, relative to it. */
  readonly inside: Given;
  readonly others: Given;
  /** Makes the path of what was found absolute again. */
  readonly name: (found: Found) => Found;
}

/** Undefined if no pattern leads to the files of the app. */
function planGlob(root: string, [pattern, options = {}]: Given): GlobPlan | undefined {
  const patterns = [pattern].flat();
  const own = patterns.filter((each) => typeof each === 'string' && isBelow(root, each));
  if (own.length === 0) return undefined;
  const { cwd = resolve(), exclude } = options;
  const excluded = Array.isArray(exclude) ? (exclude as readonly string[]) : undefined;
  const moved = excluded?.map((each) => resolve(pathOf(cwd) ?? '', each));
  const inside = moved?.filter((each) => isBelow(root, each)).map((each) => relative(root, each));
  const below = inside ? { exclude: inside } : {};
  return {
    inside: [own.map((each) => relative(root, each)), { ...options, ...below, cwd: root }],
    others: [patterns.filter((each) => !own.includes(each)), options],
    name: (found) => (typeof found === 'string' ? join(root, found) : found),
  };
}

async function* merge(
  { inside, others, name }: GlobPlan,
  find: (...given: Given) => AsyncIterable<Found>,
): AsyncGenerator<Found> {
  if (others[0].length > 0) yield* find(...others);
  for await (const found of find(...inside)) yield name(found);
}

/** Calls back outside of any promise, so that an error of the callback is an uncaught one. */
function answer(found: AsyncIterable<Found>, callback: Callback): void {
  void collect(found).then(
    (all) => {
      process.nextTick(callback, null, all);
    },
    (error: unknown) => {
      process.nextTick(callback, error);
    },
  );
}

async function collect(found: AsyncIterable<Found>): Promise<readonly Found[]> {
  const all: Found[] = [];
  for await (const each of found) all.push(each);
  return all;
}
