import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WarmUpOptions } from '../../app/code-cache/plan-warm-up.ts';
import type { Locales } from '../../node/icu/select-locales.ts';
import { findProcessor, PROCESSORS } from '../../formats/processor.ts';
import { runPrograms } from '../../host/run-programs.ts';
import { fetchNode } from '../../node/runtime/fetch-node.ts';
import { findShippedNode } from '../../node/runtime/find-node.ts';
import { SBOM } from '../../attestation/sbom/read-sbom.ts';
import { writeWorkspaceNode } from '../../node/write-workspace-node.ts';
import { applyMove, checkUnedited, planNpmInstall } from './apply-move.ts';
import { chooseRelease, renderUpToDate } from './choose-release.ts';
import { findMentions } from './find-mentions.ts';
import { NODE_PACKAGES, parseLockedRelease } from './manifest.ts';
import { readReleases } from './read-releases.ts';
import { parseNodeRelease } from './node-release.ts';
import { renderDeltas } from './render-deltas.ts';
import { resolveLock } from './resolve-lock.ts';
import { surveyNodes, type Candidate } from './survey-nodes.ts';

export interface UpdateNodeOptions {
  /** The release to move to; by default the newest of the same major version. */
  readonly release?: string;
  /** Report the changes but write nothing. */
  readonly dryRun?: boolean;
  /** Bundle of the app that is built and started on both releases. */
  readonly bundlePath: string;
  /** Output folder of its sbom stage. */
  readonly sbomPath: string;
}

export interface UpdateNodePlace {
  readonly root: string;
  /** Locales of the runtime layer of this workspace. */
  readonly locales: Locales;
  /** How the workspace warms up its apps. */
  readonly warmUp: WarmUpOptions;
  /** An empty folder outside the workspace. */
  readonly folder: string;
  /** The processor of this machine, and the complete environment for npm and git. */
  readonly machine: Pick<NodeJS.Process, 'arch' | 'env'>;
  /** Returns milliseconds of a monotonic clock. */
  readonly now: () => number;
  readonly say: (text: string) => void;
}

/**
 * Moves the workspace to another Node. It first builds and measures with it outside the workspace, and
 * writes only after that.
 *
 * @throws {Fault} those of its parts; package.json, package-lock.json and .nvmrc are unchanged then.
 */
export async function updateNode(
  { release: requested, dryRun = false, bundlePath, sbomPath }: UpdateNodeOptions,
  place: UpdateNodePlace,
): Promise<void> {
  const { root, locales, warmUp, folder, machine, now, say } = place;
  if (requested !== undefined) parseNodeRelease(requested);
  if (!dryRun) checkUnedited(root, machine.env);
  const current = parseLockedRelease(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const npm = { cwd: root, env: machine.env };
  const published = new Map(NODE_PACKAGES.map((name) => [name, readReleases(name, npm)]));
  const release = chooseRelease({ current, requested, published });
  if (release === current) {
    say(renderUpToDate(current, requested));
    return;
  }
  const manifests = join(folder, 'workspace');
  mkdirSync(manifests);
  const move = resolveLock({ root, folder: manifests, release, env: machine.env });
  const candidates = [
    findPinned(current, place),
    fetchCandidate(release, manifests, machine.env),
  ] as const;
  const toolsFolder = join(root, 'tools');
  const { arch } = machine;
  const survey = {
    toolsFolder,
    folder,
    arch,
    locales,
    warmUp,
    now,
    bundlePath: join(root, bundlePath),
    sbomPath: join(root, sbomPath, findProcessor(arch).architecture, SBOM),
  };
  const [before, after] = await surveyNodes(candidates, survey);
  say(renderDeltas(before, after));
  if (dryRun) return;
  applyMove(root, move, () => {
    runPrograms([planNpmInstall(root)], machine.env);
    const nodePath = candidates[1].paths.get(machine.arch) ?? '';
    writeWorkspaceNode(join(root, 'node_modules/.bin/node'), { nodePath, toolsFolder });
  });
  say(renderNext(current, release, findMentions(npm, current)));
}

function findPinned(release: string, { root, machine }: UpdateNodePlace): Candidate {
  const paths = PROCESSORS.map(
    (processor) => [processor.arch, findShippedNode(root, processor, machine).path] as const,
  );
  return { release, paths: new Map(paths) };
}

function fetchCandidate(release: string, manifests: string, env: NodeJS.ProcessEnv): Candidate {
  const paths = PROCESSORS.map(({ arch }) => [arch, fetchNode(manifests, arch, env).path] as const);
  return { release, paths: new Map(paths) };
}

/** Renders the remaining steps for a person. */
function renderNext(current: string, release: string, mentions: readonly string[]): string {
  const [before, after] = [parseNodeRelease(current), parseNodeRelease(release)];
  const isOtherLine = before[0] !== after[0];
  return [
    `Moved from Node ${current} to ${release}. Next`,
    ...(isOtherLine
      ? [`  raise "target" in nx.json to node${after[0]}, and @types/node in package.json`]
      : []),
    ...(mentions.length > 0 ? [`  update ${mentions.join(', ')}`] : []),
    '  npm test',
    `  git commit --message 'build: Node ${release}' package.json package-lock.json .nvmrc`,
  ].join('\n');
}
