import { copyFileSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { findProcessor, PROCESSORS } from '../../formats/processor.ts';
import { Fault } from '../../host/faults/fault.ts';
import { isFromArchives, unpackArchivedNode } from '../../node/archive/find-archived-node.ts';
import { renderNodeLock, type NodeLock } from '../../node/archive/node-lock.ts';
import { runPrograms } from '../../host/run-programs.ts';
import { fetchNode, lockedPackage } from '../../node/runtime/fetch-node.ts';
import { planNpmInstall } from './apply-move.ts';
import { chooseRelease, renderUpToDate } from './choose-release.ts';
import { findUnpinned, NODE_ARCHIVES, NODE_LOCK, NVMRC, readIntegrity } from './manifest.ts';
import { checkNotOlder, readArchives, type GivenArchives } from './read-archives.ts';
import { readReleased } from '../../node/pin/read-released.ts';
import { readPublished } from '../../node/pin/read-releases.ts';
import { resolveLock, type Move } from './resolve-lock.ts';
import type { Candidate } from './survey-nodes.ts';

/** A move to another Node, prepared outside the workspace. */
export interface PlannedMove {
  readonly candidate: Candidate;
  /** The files that are committed. */
  readonly files: Move;
  /** Installs the Node of the new files. */
  readonly install: () => void;
}

/** Where a move is prepared. */
export interface MovePlace {
  readonly root: string;
  /** An empty folder outside the workspace. */
  readonly folder: string;
  /** The complete environment of npm, git and tar. */
  readonly env: NodeJS.ProcessEnv;
  /** Processor of this machine, in Node's terms. */
  readonly arch: string;
}

/**
 * Plans the move to a release of npm.
 *
 * @returns A sentence if there is nothing to move to.
 * @throws {Fault} `NODE_LOCK_STALE`; those of `chooseRelease` and `resolveLock`.
 */
export function planMoveToNpm(
  lock: NodeLock,
  requested: string | undefined,
  { root, folder, env }: MovePlace,
): PlannedMove | string {
  checkAgreement(root, lock);
  const { version: current } = lock;
  const published = readPublished({ cwd: root, env });
  const release = chooseRelease({ current, requested, published });
  if (release === current && !isFromArchives(lock)) return renderUpToDate(current, requested);
  const manifests = join(folder, 'workspace');
  mkdirSync(manifests);
  const move = resolveLock({ root, folder: manifests, release, env });
  const integrity = readIntegrity(move.get('package-lock.json') ?? '{}');
  const next = { version: release, released: '', integrity };
  const npm = { cwd: manifests, env: { ...env, TSCRATCH_CACHE: join(folder, 'cache') } };
  const nodes = PROCESSORS.map(
    ({ arch }) => [arch, fetchNode(lockedPackage(next, arch), npm).path] as const,
  );
  const released = readReleased(nodes[0]?.[1] ?? '', release);
  const text = renderNodeLock({ ...next, released });
  return {
    candidate: { release, paths: new Map(nodes) },
    files: new Map([...move, [NODE_LOCK, text]]),
    install: () => {
      runPrograms([planNpmInstall(root)], env);
    },
  };
}

/**
 * Plans the move to a release from archives. The packages of npm remain as they are.
 *
 * @returns A sentence if the archives are pinned already.
 * @throws {Fault} those of `readArchives` and `checkNotOlder`.
 */
export function planMoveToArchives(
  lock: NodeLock,
  given: GivenArchives,
  { root, folder, env, arch }: MovePlace,
): PlannedMove | string {
  const {
    lock: next,
    archivePaths,
    nodePaths,
  } = readArchives(given, join(folder, 'archives'), env);
  checkNotOlder(next.version, lock.version, given.release);
  const text = renderNodeLock(next);
  if (text === renderNodeLock(lock))
    return `Node ${next.version} of these archives is pinned already`;
  return {
    candidate: { release: next.version, paths: nodePaths },
    files: new Map([
      [NVMRC, `${next.version}\n`],
      [NODE_LOCK, text],
    ]),
    install: () => {
      for (const [name, path] of archivePaths) keepArchive(root, name, path);
      const archives = join(root, NODE_ARCHIVES);
      unpackArchivedNode(root, findProcessor(arch).arch, { lock: next, archives, env });
    },
  };
}

/**
 * Checks that package-lock.json pins the same release, unless archives replace the packages of npm.
 *
 * @throws {Fault} `NODE_LOCK_STALE`, as after a change by hand.
 */
function checkAgreement(root: string, lock: NodeLock): void {
  if (isFromArchives(lock)) return;
  const text = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const [stale] = findUnpinned(text, lock.version);
  const { version } = lock;
  if (stale !== undefined)
    throw new Fault('NODE_LOCK_STALE', { path: NODE_LOCK, version, found: stale });
}

/** Copies an archive to the folder where builds find it. Archives of other releases remain there. */
function keepArchive(root: string, name: string, path: string): void {
  const target = join(root, NODE_ARCHIVES, name);
  mkdirSync(join(root, NODE_ARCHIVES), { recursive: true });
  copyFileSync(path, `${target}.writing`);
  renameSync(`${target}.writing`, target);
}
