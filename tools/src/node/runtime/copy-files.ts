import fs, { type CopyOptions, type CopySyncOptions, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

type Options = Omit<CopyOptions & CopySyncOptions, 'filter'> & {
  readonly filter?: ((source: string, destination: string) => unknown) | undefined;
};

/**
 * Copies a file of the app to the disk, as copyfile(3) does: with the mode of the source.
 *
 * @param mode Flags of `fs.constants`.
 */
export function copyFile(source: string, destination: string, mode = 0): void {
  const isNew = (mode & fs.constants.COPYFILE_EXCL) !== 0;
  const bytes = fs.readFileSync(source);
  fs.writeFileSync(destination, bytes, { flag: isNew ? 'wx' : 'w' });
  fs.chmodSync(destination, fs.statSync(source).mode & 0o777);
}

/**
 * Copies files and folders of the app to the disk, as `fs.cp()` does.
 *
 * @returns Steps with the answers of the filter, which the caller hands back, or promises of them.
 * @see https://nodejs.org/docs/latest-v26.x/api/fs.html#fscpsyncsrc-dest-options
 */
export function* copyTree(
  source: string,
  destination: string,
  options: Options = {},
): Generator<unknown, void> {
  const { filter, dereference = false, recursive = false } = options;
  if (filter && !(yield filter(source, destination))) return;
  const stats = dereference ? fs.statSync(source) : fs.lstatSync(source);
  if (!stats.isDirectory()) {
    copyLeaf(source, destination, { ...options, stats });
    return;
  }
  if (!recursive)
    throw fail('ERR_FS_EISDIR', `Recursive option not enabled, cannot copy a directory: ${source}`);
  fs.mkdirSync(destination, { recursive: true, mode: stats.mode & 0o777 });
  for (const name of fs.readdirSync(source).toSorted())
    yield* copyTree(join(source, name), join(destination, name), options);
}

function copyLeaf(
  source: string,
  destination: string,
  { stats, ...options }: Options & { readonly stats: Stats },
): void {
  const { force = true, errorOnExist = false, verbatimSymlinks = false, mode } = options;
  fs.mkdirSync(dirname(destination), { recursive: true });
  const isThere = fs.lstatSync(destination, { throwIfNoEntry: false }) !== undefined;
  if (isThere && !force) {
    if (errorOnExist) throw fail('ERR_FS_CP_EEXIST', `Target already exists: ${destination}`);
    return;
  }
  if (isThere) fs.unlinkSync(destination);
  if (stats.isSymbolicLink()) {
    const target = fs.readlinkSync(source);
    fs.symlinkSync(verbatimSymlinks ? target : resolve(dirname(source), target), destination);
    return;
  }
  copyFile(source, destination, mode);
  if (options.preserveTimestamps === true) fs.utimesSync(destination, stats.atime, stats.mtime);
}

function fail(code: string, message: string): Error {
  return Object.assign(new Error(message), { code, name: 'SystemError' });
}

/** Takes the steps at once. */
export function runSteps(steps: Generator<unknown, void>): void {
  let step = steps.next();
  while (step.done !== true) step = steps.next(step.value);
}

/** Takes each step when its value is known. */
export async function awaitSteps(steps: Generator<unknown, void>): Promise<void> {
  let step = steps.next();
  while (step.done !== true) step = steps.next(await step.value);
}
