import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compareArtefacts } from '../compare/compare-artefacts.ts';
import type { Difference } from '../compare/difference.ts';
import { runSteps } from '../container/run-steps.ts';
import type { Command, Step } from '../container/step.ts';
import { Fault } from '../../host/faults/fault.ts';
import type { SourceState } from '../../host/read-source-state.ts';
import type { Condition } from './condition.ts';
import { planPlace, planRebuild, type ContainerParts, type Rebuild } from './plan-rebuild.ts';
import { listModules, type Sources } from './prepare-sources.ts';
import { readBuiltFiles } from './read-built-files.ts';
import type { BuiltFile } from './render-proof.ts';

/** The inputs of builds of the same source under several conditions. */
export interface Verification {
  /** What builds, one after the other, in the folder of a copy. */
  readonly commands: readonly Command[];
  readonly files: readonly string[];
  readonly conditions: readonly Condition[];
  readonly source: SourceState;
  readonly sources: Sources;
  /** Steps before the first build. */
  readonly setup: readonly Step[];
  /** Temporary folder for this run only; its disk determines whether packages can be linked. */
  readonly temporaryFolder: string;
  /** The complete environment of programs on this host. */
  readonly environment: NodeJS.ProcessEnv;
  readonly container: ContainerParts | undefined;
  /** Folder with the Node that `handOverNode` has put there; undefined where the packages contain it. */
  readonly nodeFolder: string | undefined;
  readonly emulatorPath: string | undefined;
  /** Receives a line of progress. */
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/** The files of the first build, and the differences of the others, whose names start each place. */
export interface Comparison {
  readonly folder: string;
  readonly files: readonly BuiltFile[];
  /** Differences by path, of the first build that differs. */
  readonly differences: ReadonlyMap<string, Difference>;
}

/**
 * Builds under one condition after the other and compares each result with the first. Only the first
 * result is kept, so ten builds need the disk space of two.
 *
 * @throws {Fault} `STEP_FAILED` for a build that fails, `FILE_MISSING` for a build without files to
 *   compare.
 */
export async function runVerify(verification: Verification): Promise<Comparison> {
  const { conditions, log } = verification;
  const scriptPath = copyScripts(verification.temporaryFolder);
  await run([...verification.sources.steps, ...verification.setup], verification);
  let first: Comparison | undefined;
  for (const [index, condition] of conditions.entries()) {
    log(`Build ${index + 1} of ${conditions.length}: ${condition.name}`);
    const rebuild = createRebuild(verification, { index, scriptPath });
    await run([...planPlace(condition, rebuild), ...planRebuild(condition, rebuild)], verification);
    rmSync(rebuild.temporaryFolder, { recursive: true, force: true, maxRetries: 5 });
    rmSync(`${rebuild.resultFolder}.tar`);
    const { resultFolder } = rebuild;
    const built = {
      name: condition.name,
      folder: resultFolder,
      files: readResult(resultFolder, verification.files),
    };
    first = first === undefined ? { ...built, differences: new Map() } : compare(first, built);
    if (first.folder !== built.folder) rmSync(built.folder, { recursive: true });
  }
  if (first === undefined) throw new Error('No condition to build under');
  return first;
}

async function run(
  steps: readonly Step[],
  { log, environment, signal }: Verification,
): Promise<void> {
  await runSteps(steps, { log, environment, signal });
}

/** Copies the scripts, so that the container's user can read them regardless of the umask of this checkout. */
function copyScripts(temporaryFolder: string): string {
  const folder = join(temporaryFolder, 'builder');
  cpSync(join(import.meta.dirname, 'builder'), folder, { recursive: true });
  const scriptPath = join(folder, 'build-copy');
  chmodSync(scriptPath, 0o755);
  return scriptPath;
}

function createRebuild(
  { sources, temporaryFolder, environment, ...verification }: Verification,
  { index, scriptPath }: { index: number; scriptPath: string },
): Rebuild {
  const ownFolder = join(temporaryFolder, String(index + 1));
  const resultFolder = join(temporaryFolder, `result-${index + 1}`);
  mkdirSync(ownFolder);
  mkdirSync(resultFolder);
  const isSameDisk = statSync(sources.packagesFolder).dev === statSync(ownFolder).dev;
  const folders = { temporaryFolder: ownFolder, resultFolder, scriptPath, isSameDisk };
  const path = environment['PATH'] ?? '';
  const modules = listModules(sources);
  return { ...verification, ...sources, ...folders, modules, path };
}

/** Reads the files of a build; builds without files would be equal and prove nothing. */
function readResult(folder: string, paths: readonly string[]): readonly BuiltFile[] {
  const files = readBuiltFiles(folder);
  const remedy = 'list in the option "files" what the targets write';
  if (files.length === 0) throw new Fault('FILE_MISSING', { path: paths.join('", "'), remedy });
  return files;
}

type ConditionBuild = Omit<Comparison, 'differences'> & { readonly name: string };

function compare(first: Comparison, built: ConditionBuild): Comparison {
  const digests = new Map(built.files.map(({ path, sha256 }) => [path, sha256]));
  const differences = new Map(first.differences);
  for (const { path, sha256 } of first.files) {
    if (digests.get(path) === sha256 || differences.has(path)) continue;
    const difference = compareFile(path, first, built);
    if (difference !== undefined) differences.set(path, difference);
  }
  const known = new Set(first.files.map(({ path }) => path));
  for (const { path } of built.files)
    if (!known.has(path))
      differences.set(path, { place: [built.name, path], expected: 'missing', found: 'present' });
  return { ...first, differences };
}

function compareFile(
  path: string,
  first: Comparison,
  built: ConditionBuild,
): Difference | undefined {
  if (!built.files.some((file) => file.path === path))
    return { place: [built.name, path], expected: 'present', found: 'missing' };
  const [expected, found] = [first, built].map(({ folder }) => ({
    name: basename(path),
    bytes: readFileSync(join(folder, path)),
  }));
  const difference = expected && found && compareArtefacts(expected, found);
  return difference && { ...difference, place: [built.name, ...difference.place] };
}
