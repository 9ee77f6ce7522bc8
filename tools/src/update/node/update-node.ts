import { join } from 'node:path';
import type { WarmUpOptions } from '../../app/code-cache/plan-warm-up.ts';
import type { Locales } from '../../node/icu/select-locales.ts';
import { findProcessor, PROCESSORS } from '../../formats/processor.ts';
import { readNodeLock, type NodeLock } from '../../node/archive/node-lock.ts';
import { findShippedNode } from '../../node/runtime/find-node.ts';
import { SBOM } from '../../attestation/sbom/read-sbom.ts';
import { writeWorkspaceNode } from '../../node/write-workspace-node.ts';
import { applyMove, checkUnedited } from './apply-move.ts';
import { findMentions } from './find-mentions.ts';
import { parseNodeRelease } from '../../node/pin/node-release.ts';
import { planMoveToArchives, planMoveToNpm, type PlannedMove } from './plan-move.ts';
import { renderDeltas } from './render-deltas.ts';
import { surveyNodes, type Candidate } from './survey-nodes.ts';

export interface UpdateNodeOptions {
  /** The release to move to; by default the newest of the same major version. */
  readonly release?: string;
  /** Absolute paths of official archives, one for each processor, to use instead of npm's packages. */
  readonly archive?: readonly string[];
  /** Their digests, in the same order. */
  readonly sha256?: readonly string[];
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
  /** The processor of this machine, and the complete environment for npm, git and tar. */
  readonly machine: Pick<NodeJS.Process, 'arch' | 'env'>;
  /** Returns milliseconds of a monotonic clock. */
  readonly now: () => number;
  readonly say: (text: string) => void;
}

/**
 * Moves the workspace to another Node. It first builds and measures with it outside the workspace, and
 * writes only after that.
 *
 * @throws {Fault} those of its parts; the files that pin Node are unchanged then.
 */
export async function updateNode(
  options: UpdateNodeOptions,
  place: UpdateNodePlace,
): Promise<void> {
  const { root, machine, say } = place;
  const { release: requested, dryRun = false } = options;
  if (requested !== undefined) parseNodeRelease(requested);
  if (!dryRun) checkUnedited(root, machine.env);
  const lock = readNodeLock(root);
  const move = planMove(lock, options, place);
  if (typeof move === 'string') {
    say(move);
    return;
  }
  const { candidate, files } = move;
  const toolsFolder = join(root, 'tools');
  const candidates = [findPinned(lock.version, place), candidate] as const;
  const [before, after] = await surveyNodes(candidates, planSurvey(options, place));
  say(renderDeltas(before, after));
  if (dryRun) return;
  applyMove(root, files, () => {
    move.install();
    const nodePath = candidate.paths.get(machine.arch) ?? '';
    writeWorkspaceNode(join(root, 'node_modules/.bin/node'), { nodePath, toolsFolder });
  });
  const mentions = findMentions({ cwd: root, env: machine.env }, lock.version);
  say(renderNext(lock, move, mentions));
}

function planMove(
  lock: NodeLock,
  { release, archive, sha256 = [] }: UpdateNodeOptions,
  { root, folder, machine: { arch, env } }: UpdateNodePlace,
): PlannedMove | string {
  const place = { root, folder, arch, env };
  return archive === undefined && sha256.length === 0
    ? planMoveToNpm(lock, release, place)
    : planMoveToArchives(lock, { archive: archive ?? [], sha256, release }, place);
}

function planSurvey({ bundlePath, sbomPath }: UpdateNodeOptions, place: UpdateNodePlace) {
  const { root, folder, locales, warmUp, now } = place;
  const { arch } = place.machine;
  return {
    toolsFolder: join(root, 'tools'),
    folder,
    arch,
    locales,
    warmUp,
    now,
    bundlePath: join(root, bundlePath),
    sbomPath: join(root, sbomPath, findProcessor(arch).architecture, SBOM),
  };
}

function findPinned(release: string, { root, machine }: UpdateNodePlace): Candidate {
  const paths = PROCESSORS.map(
    (processor) => [processor.arch, findShippedNode(root, processor, machine).path] as const,
  );
  return { release, paths: new Map(paths) };
}

/** Renders the remaining steps for a person. */
function renderNext(
  { version: current }: NodeLock,
  { candidate: { release }, files }: PlannedMove,
  mentions: readonly string[],
): string {
  const [before, after] = [parseNodeRelease(current), parseNodeRelease(release)];
  const isOtherLine = before[0] !== after[0];
  const isOther = current !== release;
  return [
    isOther
      ? `Moved from Node ${current} to ${release}. Next`
      : `Node ${release} is now from another source. Next`,
    ...(isOtherLine
      ? [`  raise "target" in nx.json to node${after[0]}, and @types/node in package.json`]
      : []),
    ...(isOther && mentions.length > 0 ? [`  update ${mentions.join(', ')}`] : []),
    '  npm test',
    `  git commit --message 'build: Node ${release}' ${[...files.keys()].join(' ')}`,
  ].join('\n');
}
