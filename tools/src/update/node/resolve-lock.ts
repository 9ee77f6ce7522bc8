import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Fault } from '../../host/faults/fault.ts';
import { describeNpmError } from '../../host/describe-npm-error.ts';
import { runPrograms } from '../../host/run-programs.ts';
import { findUnpinned, findStrayChanges, NVMRC, renderManifest } from './manifest.ts';

/** The new texts of the files that contain the release, by their paths in the workspace. */
export type Move = ReadonlyMap<string, string>;

export interface Resolution {
  readonly root: string;
  /** An empty folder, which becomes a workspace with only manifests. */
  readonly folder: string;
  readonly release: string;
  /** The complete environment of npm. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Lets npm create the lock file for another Node outside the workspace, which does not change.
 *
 * @throws {Fault} `NODE_UNFETCHED`; `NODE_STRAY` if npm would change more than Node.
 */
export function resolveLock({ root, folder, release, env }: Resolution): Move {
  copyManifests(root, folder);
  const manifest = renderManifest(readFileSync(join(root, 'package.json'), 'utf8'), release);
  writeFileSync(join(folder, 'package.json'), manifest);
  installLock({ folder, env, release });
  const [before, after] = [root, folder].map((at) =>
    readFileSync(join(at, 'package-lock.json'), 'utf8'),
  ) as [string, string];
  // npm silently omits an optional package that it cannot fetch.
  const [lost] = findUnpinned(after, release);
  if (lost !== undefined)
    throw new Fault('NODE_UNFETCHED', {
      spec: `${lost}@${release}`,
      reason: 'the package left out',
    });
  const paths = findStrayChanges(before, after);
  if (paths.length > 0) throw new Fault('NODE_STRAY', { paths });
  return new Map([
    ['package.json', manifest],
    ['package-lock.json', after],
    [NVMRC, `${release}\n`],
  ]);
}

/** Copies the files that npm reads: its settings, the lock file, and the manifests of the packages. */
function copyManifests(root: string, folder: string): void {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    workspaces: readonly string[];
  };
  const patterns = workspaces.map((pattern) => `${pattern}/package.json`);
  const manifests = globSync(patterns, { cwd: root }).toSorted();
  for (const path of ['.npmrc', 'package-lock.json', ...manifests]) {
    if (!existsSync(join(root, path))) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(join(root, path), join(folder, path));
  }
}

/** Creates the lock file. Without the last option, npm would write the host of the configured registry. */
function installLock({ folder, env, release }: Omit<Resolution, 'root'>): void {
  const flags = ['--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'];
  const args = ['install', ...flags, '--omit-lockfile-registry-resolved'];
  try {
    runPrograms([{ command: 'npm', args, cwd: folder }], env);
  } catch (error) {
    const reason = describeNpmError(error);
    if (reason === undefined) throw error;
    throw new Fault('NODE_UNFETCHED', { spec: `Node ${release}`, reason }, { cause: error });
  }
}
