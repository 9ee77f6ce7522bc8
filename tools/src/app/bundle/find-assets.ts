import { existsSync, globSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Metafile } from 'esbuild';
import { Fault } from '../../host/faults/fault.ts';
import type { ProgramFile } from './find-included-files.ts';
import { listBundled } from './list-bundled.ts';

/** What a package says about files that it needs besides its code. */
interface Assets {
  readonly assets?: readonly string[];
  /** Packages whose code is inside of the assets. */
  readonly inAssets?: readonly string[];
}

/** The assets of a package. */
export interface PackageAssets {
  readonly files: readonly ProgramFile[];
  /** Folders of the packages whose code is inside of them, as far as they are installed. */
  readonly contents: readonly string[];
}

/**
 * Finds the assets of the packages that a bundle contains, by the folder of the package: the files that its
 * package.json lists as `tscratch.assets`, instead of all its files. A package of the workspace counts, too.
 *
 * An asset is there for a program that reads it with `getRawAsset()` of `node:sea` under its path below the folder
 * of the app file, or as a file there where there is no such asset: a host binary mounts no file system for it.
 *
 * @param root Folder of the workspace.
 * @throws {Fault} `ASSET_OUTSIDE`
 */
export function findAssets(
  root: string,
  metafile: Metafile | undefined,
): ReadonlyMap<string, PackageAssets> {
  const above = new Map<string, string | undefined>();
  const folders = [...listBundled(metafile)].map((path) => findPackage(root, dirname(path), above));
  const found = [...new Set(folders)].flatMap((folder) => {
    const { assets, inAssets = [] } = folder === undefined ? {} : readManifest(join(root, folder));
    if (folder === undefined || assets === undefined) return [];
    const files = listAssets(root, folder, assets);
    const contents = inAssets.flatMap((name) => findInstalled(root, folder, name));
    return [[folder, { files, contents: files.length === 0 ? [] : contents }] as const];
  });
  return new Map(found);
}

/** Finds a package as Node does, in `node_modules` of a folder and of those above it. */
function findInstalled(root: string, folder: string, name: string): readonly string[] {
  const place = join(folder, 'node_modules', name);
  if (existsSync(join(root, place, 'package.json'))) return [place];
  return dirname(folder) === folder ? [] : findInstalled(root, dirname(folder), name);
}

/** Finds the folder of the nearest package.json, from a folder upwards. */
function findPackage(
  root: string,
  folder: string,
  known: Map<string, string | undefined>,
): string | undefined {
  if (known.has(folder)) return known.get(folder);
  const parent = dirname(folder);
  const isFound = existsSync(join(root, folder, 'package.json'));
  const found = isFound ? folder : parent === folder ? undefined : findPackage(root, parent, known);
  known.set(folder, found);
  return found;
}

function readManifest(folder: string): Assets {
  const text = readFileSync(join(folder, 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly tscratch?: Assets }).tscratch ?? {};
}

function listAssets(
  root: string,
  folder: string,
  patterns: readonly string[],
): readonly ProgramFile[] {
  const cwd = join(root, folder);
  const names = globSync([...patterns], { cwd }).toSorted();
  const found = names.filter((name) => !isFolder(resolve(cwd, name)));
  return found.map((name) => {
    const source = resolve(cwd, name);
    if (!isOwn(cwd, source)) throw new Fault('ASSET_OUTSIDE', { folder, name });
    return { source, path: join(folder, name).replace(/^(\.\.\/)+/, ''), isAsset: true };
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** A dependency must not put other files of the machine into the program, by `..` or by a symlink. */
function isOwn(folder: string, source: string): boolean {
  return existsSync(source) && realpathSync(source).startsWith(`${realpathSync(folder)}/`);
}
