import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Step } from '../container/step.ts';
import { Fault } from '../../host/faults/fault.ts';
import { runPrograms } from '../../host/run-programs.ts';
import { copySource } from '../../host/copy-source.ts';
import type { ReleaseRecord } from './parse-record.ts';

/** What the builds start from: a folder of sources and one of what they depend on. */
export interface Sources {
  readonly sourceFolder: string;
  readonly modulesFolder: string;
  /** What is to be done before that is true. */
  readonly steps: readonly Step[];
}

/** Where sources are taken from, and where to. */
export interface SourcePlace {
  /** Workspace folder. */
  readonly root: string;
  readonly temporaryFolder: string;
  /** All of the environment of git and tar. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Copies the working tree as it is. */
export function copyWorkingTree({ root, temporaryFolder, environment }: SourcePlace): Sources {
  const sourceFolder = join(temporaryFolder, 'source');
  copySource(root, sourceFolder, environment);
  return { sourceFolder, modulesFolder: join(root, 'node_modules'), steps: [] };
}

/**
 * Checks out the commit that a release was made from. Where its lock file is that of the working
 * tree, so are the packages; else npm installs them.
 *
 * @throws {Fault} `RELEASE_COMMIT` where this repository does not have the commit.
 */
export function checkOut(record: ReleaseRecord, place: SourcePlace): Sources {
  const { root, temporaryFolder } = place;
  const sourceFolder = join(temporaryFolder, 'source');
  extractCommit(record, place, sourceFolder);
  const readLock = (folder: string): Buffer => readFileSync(join(folder, 'package-lock.json'));
  if (readLock(root).equals(readLock(sourceFolder)))
    return { sourceFolder, modulesFolder: join(root, 'node_modules'), steps: [] };
  const dependencies = join(temporaryFolder, 'dependencies');
  cpSync(sourceFolder, dependencies, { recursive: true });
  return {
    sourceFolder,
    modulesFolder: join(dependencies, 'node_modules'),
    steps: [planInstall(dependencies)],
  };
}

function planInstall(folder: string): Step {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  return {
    purpose: 'install the dependencies of that commit',
    command: ['npm', 'ci', '--prefix', folder, '--prefer-offline', ...quiet],
  };
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
    if (!(error instanceof Fault) || error.code !== 'PROGRAM_FAILED') throw error;
    throw new Fault('RELEASE_COMMIT', { revision, repository: basename(root) }, { cause: error });
  }
  mkdirSync(folder);
  const archive = git('archive', '--format=tar', `--output=${archivePath}`, revision);
  const args = ['--extract', `--file=${archivePath}`, `--directory=${folder}`];
  runPrograms([archive, { command: 'tar', args }], environment);
}
