import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { checkSymbolVersions } from '../../node/libraries/check-symbol-versions.ts';
import { resolveLibraries } from '../../node/libraries/resolve-libraries.ts';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { Fault } from '../../host/faults/fault.ts';
import { createStagingFolder, replacePath } from '../../host/replace-path.ts';
import { type LibraryLock, renderLibraryLock } from '../../node/libraries/library-lock.ts';
import { pathOfLibrary, readLockedLibraries } from '../../node/libraries/read-locked-libraries.ts';
import { PROCESSORS } from '../../formats/processor.ts';
import { type FetchedLibrary, fetchLibraries, readLicenceTexts } from './fetch-libraries.ts';
import { readLibrarySet } from './read-library-set.ts';
import { renderChanges } from './render-changes.ts';

/** The release whose packages are embedded; its glibc determines which kernels can run the result. */
export const DISTRIBUTION = 'debian-12';

export interface RenewLibrariesOptions {
  /** `tools/libraries` of the workspace; it is replaced after all new libraries are complete and checked. */
  readonly target: string;
  /** An empty folder for the packages. */
  readonly workFolder: string;
  /** Text of os-release(5) of this machine. */
  readonly osRelease: string;
  /** Path of the pinned Node, whose needs the libraries must satisfy. */
  readonly nodePath: string;
  /** The complete environment of apt and dpkg. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Renews the locked libraries, their lock and their licences from the newest packages of Debian.
 *
 * @returns The changes, for people.
 * @throws {Fault} `WRONG_DISTRIBUTION` on any other system; those of `fetchLibraries`; `LIBRARY_MISSING`
 *   or `SYMBOL_VERSION_MISSING` if Node would not start with them. The target is unchanged then.
 */
export function renewLibraries(options: RenewLibrariesOptions): string {
  const { target, workFolder, osRelease, nodePath, env } = options;
  checkDistribution(osRelease);
  const folders = PROCESSORS.map(({ architecture }) => ({
    architecture,
    folder: join(workFolder, architecture),
  }));
  const fetched = folders.flatMap((place) => fetchLibraries({ ...place, env }));
  const licences = readLicenceTexts(folders[0]?.folder ?? workFolder);
  return replaceLibraries(target, { fetched, licences, nodePath });
}

export interface NewLibraries {
  readonly fetched: readonly FetchedLibrary[];
  /** Licence texts by the names of their files. */
  readonly licences: ReadonlyMap<string, Uint8Array>;
  readonly nodePath: string;
}

/**
 * Replaces the locked libraries, if the new ones differ and Node can start with them.
 *
 * @returns The changes, for people.
 */
export function replaceLibraries(target: string, libraries: NewLibraries): string {
  const before = readLibrarySet(target);
  const beside = createStagingFolder(target);
  try {
    copyUnchanged({ from: target, to: beside }, before.lock, libraries.fetched);
    writeLibraries(beside, libraries);
    checkLibraries(beside, libraries.nodePath);
    const after = readLibrarySet(beside);
    const isSame = renderLibraryLock(before.lock) === renderLibraryLock(after.lock);
    if (!isSame) replacePath(target, beside);
    return renderChanges(before, after);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

/** ID and VERSION_ID of os-release(5), joined by a dash. */
export function parseDistribution(osRelease: string): string {
  const field = (name: string) => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(osRelease)?.[1];
  return `${field('ID') ?? 'unknown'}-${field('VERSION_ID') ?? 'unknown'}`;
}

function checkDistribution(osRelease: string): void {
  const found = parseDistribution(osRelease);
  if (found !== DISTRIBUTION)
    throw new Fault('WRONG_DISTRIBUTION', { found, expected: DISTRIBUTION });
}

function checkLibraries(folder: string, nodePath: string): void {
  const node = parseElf(readFileSync(nodePath), nodePath);
  checkSymbolVersions(node, resolveLibraries(node, readLockedLibraries(folder, node.machine)));
}

/** Copies the files of unchanged libraries, because another release of brotli might compress differently. */
function copyUnchanged(
  { from, to }: { readonly from: string; readonly to: string },
  { libraries }: LibraryLock,
  fetched: readonly FetchedLibrary[],
): void {
  for (const { locked } of fetched) {
    const path = pathOfLibrary(locked);
    const former = libraries.find((library) => pathOfLibrary(library) === path);
    if (former?.sha256 !== locked.sha256) continue;
    mkdirSync(dirname(join(to, path)), { recursive: true });
    copyFileSync(join(from, path), join(to, path));
  }
}

function writeLibraries(folder: string, { fetched, licences }: NewLibraries): void {
  for (const { locked, bytes } of fetched) {
    const path = join(folder, pathOfLibrary(locked));
    if (!existsSync(path)) writeFile(path, brotliCompressSync(bytes));
  }
  for (const [name, text] of licences) writeFile(join(folder, 'licences', name), text);
  const lock = { distribution: DISTRIBUTION, libraries: fetched.map(({ locked }) => locked) };
  writeFile(join(folder, 'lock.json'), renderLibraryLock(lock));
}

function writeFile(path: string, content: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
