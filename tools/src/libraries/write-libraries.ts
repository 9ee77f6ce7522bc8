import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { Fault } from '../fault/fault.ts';
import { PROCESSORS } from '../processor/processor.ts';
import { type FetchedLibrary, fetchLibraries, readLicenceTexts } from './fetch-libraries.ts';
import { renderLibraryLock } from './library-lock.ts';
import { pathOfLibrary } from './read-locked-libraries.ts';

/** The release whose packages are embedded; its glibc decides which kernels can run the result. */
export const DISTRIBUTION = 'debian-12';

export interface WriteLibrariesOptions {
  /** `tools/libraries` of the workspace; what is in it is replaced once all packages are there. */
  readonly target: string;
  /** An empty folder for the packages. */
  readonly workFolder: string;
  /** Text of os-release(5) of this machine. */
  readonly osRelease: string;
  /** All of the environment of the programs that fetch. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Renews the locked libraries, their lock and their licences from the newest packages of Debian.
 *
 * @throws {Fault} `WRONG_DISTRIBUTION` on any other system, and those of `fetchLibraries`.
 */
export function writeLibraries({
  target,
  workFolder,
  osRelease,
  env,
}: WriteLibrariesOptions): void {
  checkDistribution(osRelease);
  const folders = PROCESSORS.map(({ architecture }) => ({
    architecture,
    folder: join(workFolder, architecture),
  }));
  const fetched = folders.flatMap((place) =>
    fetchLibraries({ ...place, versions: new Map(), env }),
  );
  const licences = readLicenceTexts(folders[0]?.folder ?? workFolder);
  rmSync(target, { recursive: true, force: true });
  for (const library of fetched) writeLibrary(target, library);
  for (const [name, text] of licences) writeFile(join(target, 'licences', name), text);
  const lock = { distribution: DISTRIBUTION, libraries: fetched.map(({ locked }) => locked) };
  writeFile(join(target, 'lock.json'), renderLibraryLock(lock));
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

function writeLibrary(target: string, { locked, bytes }: FetchedLibrary): void {
  writeFile(join(target, pathOfLibrary(locked)), brotliCompressSync(bytes));
}

function writeFile(path: string, content: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
