import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Step } from '../container/step.ts';
import { Fault } from '../../host/faults/fault.ts';
import { isProgramFailure, runPrograms } from '../../host/run-programs.ts';
import { copySource } from '../../host/copy-source.ts';
import { findLockFile } from '../../attestation/locks/find-lock-file.ts';
import { isSource, listLockFiles } from '../../attestation/locks/read-lock-file.ts';
import { CLEAN_INSTALL } from '../../host/faults/remedies.ts';
import { findArchives } from '../../node/archive/node-lock.ts';
import type { ReleaseRecord } from './parse-record.ts';

/** The inputs of the builds: a folder with the sources and one with their dependencies. */
export interface Sources {
  readonly sourceFolder: string;
  /** Folder in which their packages are installed. */
  readonly packagesFolder: string;
  /** Steps that complete the folders. */
  readonly steps: readonly Step[];
}

/** Where the sources are, and where to copy them. */
export interface SourcePlace {
  /** Workspace folder. */
  readonly root: string;
  readonly temporaryFolder: string;
  /** The complete environment of git and tar. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Copies the working tree in its present state. */
export function copyWorkingTree({ root, temporaryFolder, environment }: SourcePlace): Sources {
  const sourceFolder = join(temporaryFolder, 'source');
  copySource(root, sourceFolder, environment);
  copyArchives(root, sourceFolder);
  return { sourceFolder, packagesFolder: root, steps: [] };
}

/**
 * Checks out the commit that a release was built from. If its lock files equal those of the working tree,
 * the installed packages are used; else its package manager installs those of the commit.
 *
 * @throws {Fault} `RELEASE_COMMIT` if this repository does not have the commit.
 */
export function checkOut(record: ReleaseRecord, place: SourcePlace): Sources {
  const { root, temporaryFolder } = place;
  const sourceFolder = join(temporaryFolder, 'source');
  extractCommit(record, place, sourceFolder);
  copyArchives(root, sourceFolder);
  const locks = listLockFiles(root);
  if (isDeepStrictEqual(readAll(root, locks), readAll(sourceFolder, locks)))
    return { sourceFolder, packagesFolder: root, steps: [] };
  const dependencies = join(temporaryFolder, 'dependencies');
  cpSync(sourceFolder, dependencies, { recursive: true });
  return {
    sourceFolder,
    packagesFolder: dependencies,
    steps: [planInstall(dependencies)],
  };
}

/** Reads the files that determine the content of `node_modules`; old commits lack the second one. */
function readAll(folder: string, names: readonly string[]): readonly (string | undefined)[] {
  const paths = names.map((name) => join(folder, name));
  return paths.map((path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined));
}

/** Copies the archives of Node, which git ignores; builds unpack them if the lock names them. */
function copyArchives(root: string, folder: string): void {
  const archives = relative(root, findArchives(root));
  if (!isSource(archives) || !existsSync(join(root, archives))) return;
  cpSync(join(root, archives), join(folder, archives), { recursive: true });
}

function planInstall(folder: string): Step {
  const { manager = 'npm' } = findLockFile(folder) ?? {};
  const install = CLEAN_INSTALL[manager]?.split(' ') ?? [];
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  return {
    purpose: 'install the dependencies of that commit',
    command: ['env', `--chdir=${folder}`, ...install, ...(manager === 'npm' ? quiet : [])],
  };
}

/**
 * Lists the folders of packages of a workspace: its own, and those of its projects.
 *
 * @returns Paths relative to the folder of the packages.
 */
export function listModules({
  sourceFolder,
  packagesFolder,
}: Pick<Sources, 'sourceFolder' | 'packagesFolder'>): readonly string[] {
  const paths = readdirSync(sourceFolder, { recursive: true, encoding: 'utf8' }).toSorted();
  const manifests = paths.filter((path) => basename(path) === 'package.json');
  const folders = new Set(['.', ...manifests.map((path) => dirname(path))]);
  return [...folders]
    .map((folder) => join(folder, 'node_modules'))
    .filter((path) => existsSync(join(packagesFolder, path)));
}

function extractCommit(
  { revision }: ReleaseRecord,
  { root, environment }: SourcePlace,
  folder: string,
): void {
  const archivePath = `${folder}.tar`;
  const git = (...args: readonly string[]) => ({ command: 'git', args: ['-C', root, ...args] });
  try {
    runPrograms([git('cat-file', '-e', `${revision}^{commit}`)], environment);
  } catch (error) {
    if (!isProgramFailure(error)) throw error;
    throw new Fault('RELEASE_COMMIT', { revision, repository: basename(root) }, { cause: error });
  }
  mkdirSync(folder);
  const archive = git('archive', '--format=tar', `--output=${archivePath}`, revision);
  const args = ['--extract', `--file=${archivePath}`, `--directory=${folder}`];
  runPrograms([archive, { command: 'tar', args }], environment);
}
