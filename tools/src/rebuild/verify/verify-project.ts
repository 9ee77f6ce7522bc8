import { chmodSync, existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { findLockFile } from '../../attestation/locks/find-lock-file.ts';
import { findEmulator } from '../../formats/find-runner.ts';
import { findProcessor } from '../../formats/processor.ts';
import { abortOnSignals } from '../../host/abort-on-signals.ts';
import { Fault } from '../../host/faults/fault.ts';
import { fixEnvironment } from '../../host/fix-environment.ts';
import { logger } from '../../host/logger.ts';
import { readSourceState } from '../../host/read-source-state.ts';
import { TOOLS_FOLDER } from '../../host/tools-folder.ts';
import type { Machine } from '../../node/tool-node.ts';
import type { Credentials } from '../../registry/credentials.ts';
import { isImageName } from '../../registry/image-name.ts';
import type { Artefact } from '../compare/compare-artefacts.ts';
import { renderDifference } from '../compare/difference.ts';
import { handOverNode, planNode } from '../container/hand-over-node.ts';
import { showFolder } from '../container/show-folder.ts';
import { compareRelease } from './compare-release.ts';
import {
  ON_HOST,
  selectAll,
  selectTwo,
  type Selection,
  type VerifyConditions,
} from './condition.ts';
import { copyIncluded, type IncludingSubject } from './copy-included.ts';
import { findContainer } from './find-equipment.ts';
import { checkOut, copyWorkingTree, type SourcePlace } from './prepare-sources.ts';
import { parseRecord } from './parse-record.ts';
import { pullRelease, selectPlatform } from './pull-release.ts';
import { readReleasedFile, type ReleasedFile } from './read-released-file.ts';
import { renderProof } from './render-proof.ts';
import { runVerify, type Comparison, type Verification } from './run-verify.ts';

/** What is built again, and what is compared. */
export interface VerifySubject extends IncludingSubject, Pick<Verification, 'commands' | 'files'> {
  /** Name for the proof, and of the program in a released archive or package. */
  readonly name: string;
  readonly conditions: VerifyConditions;
  /** A released file, relative to the working folder of this process, or an image in a registry. */
  readonly against: string | undefined;
  /** For the registry. Default: those that Docker or podman stored. */
  readonly credentials?: Credentials | undefined;
}

/** What a verification uses of the machine. */
export interface VerifyPlace {
  readonly machine: Machine;
  /** Folder for the copies; each verification removes what it has put there. */
  readonly temporaryFolder: string;
  /** Receives the proof. */
  readonly report: (text: string) => void;
}

/**
 * Builds a project again under other conditions and compares every byte, or builds the commit of a release and compares
 * the result with it. Reports the proof.
 *
 * @throws {Fault} `REPRODUCTION_DIFFERS`, with the first difference of each file; `REGISTRY_ALTERED`; `PLUG_AND_PLAY`
 *   and the others of its parts.
 */
export async function verifyProject(subject: VerifySubject, around: VerifyPlace): Promise<void> {
  const { machine, report } = around;
  const temporaryFolder = mkdtempSync(join(realpathSync(around.temporaryFolder), 'verify-'));
  chmodSync(temporaryFolder, 0o755); // mkdtemp(3) makes it 0700, and containers have other users
  try {
    const environment = fixEnvironment(machine.env);
    const place = { temporaryFolder, environment, machine, report };
    const given = { ...subject, ...place, signal: abortOnSignals() };
    const { against } = subject;
    if (against === undefined) await verifyWorkingTree(given);
    else await verifyRelease({ ...given, against });
  } finally {
    rmSync(temporaryFolder, { recursive: true, force: true, maxRetries: 5 });
  }
}

interface VerifyRun extends VerifySubject, SourcePlace {
  readonly machine: Machine;
  readonly report: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Several builds of the working tree. */
async function verifyWorkingTree(given: VerifyRun): Promise<void> {
  const { machine, root } = given;
  findLockFile(root); // packages in no folder cannot be copied
  const { sources, ignored, nodeFolder } = copyInputs(given);
  const { NODE_EXTRA_CA_CERTS: extraCaFile, PATH: path = '' } = machine.env;
  const supplies = { sourceFolder: sources.sourceFolder, nodeFolder, extraCaFile };
  const obstacle = findObstacle(given);
  const container = obstacle === undefined ? findContainer(given, supplies) : undefined;
  const emulatorPath = findEmulator(findProcessor(machine.arch), path);
  const containerObstacle = container === undefined ? (obstacle ?? NO_ENGINE) : undefined;
  const select = given.conditions === 'all' ? selectAll : selectTwo;
  const selection = select({ containerObstacle, hasEmulator: emulatorPath !== undefined });
  const verification: Verification = {
    ...describeRun(given),
    conditions: selection.conditions,
    source: readSourceState(root, machine.env),
    sources,
    setup: container?.setup ?? [],
    container: container?.parts,
    nodeFolder,
    emulatorPath,
  };
  const comparison = await runVerify(verification);
  const builder = container?.identify();
  const gaps = [...selection.gaps, ...describeIgnored(ignored)];
  const shown = { ...selection, gaps };
  reportComparison(comparison, { given, verification, selection: shown, builder });
}

/** Copies what every build begins with. */
function copyInputs(given: VerifyRun) {
  const sources = copyWorkingTree(given);
  const ignored = copyIncluded(given, sources.sourceFolder);
  showFolder(sources.sourceFolder);
  const nodeFolder = handOverNode(join(given.temporaryFolder, 'node'), given, given.machine);
  return { sources, ignored, nodeFolder };
}

function describeIgnored(paths: readonly string[]): readonly string[] {
  if (paths.length === 0) return [];
  const some = paths.length > 5 ? `${paths.length} files` : paths.join(', ');
  return [`A clone of the repository lacks what git ignores and the program includes: ${some}.`];
}

const NO_ENGINE = 'neither Docker nor Podman responds';

/** Why builds in a container are not even tried. */
function findObstacle({ conditions, root }: VerifyRun): string | undefined {
  if (conditions === 'host') return 'the conditions "host" were chosen';
  const isInProject = !relative(root, TOOLS_FOLDER).startsWith('..');
  return isInProject ? undefined : '@tscratch/tools is not among the packages of the project';
}

/** One build of the commit that a release records, on this host. */
async function verifyRelease(given: VerifyRun & { readonly against: string }): Promise<void> {
  const { machine, temporaryFolder } = given;
  const { release, record, gaps, view } = await findRelease(given);
  const selection: Selection = { conditions: [ON_HOST], gaps };
  const sources = checkOut(record, given);
  const subject = { root: sources.sourceFolder, folder: given.folder };
  const nodePlace = planNode(join(temporaryFolder, 'node'), given.root);
  const nodeFolder = nodePlace && handOverNode(nodePlace, subject, machine);
  const verification: Verification = {
    ...describeRun(given),
    conditions: selection.conditions,
    source: record,
    sources,
    nodeFolder,
    setup: [],
    container: undefined,
    emulatorPath: undefined,
  };
  const comparison = compareRelease(release, await runVerify(verification), view);
  reportComparison(comparison, { given, verification, selection, builder: undefined });
}

interface FoundRelease extends ReleasedFile {
  readonly gaps: readonly string[];
  readonly view?: ((built: Artefact) => Artefact) | undefined;
}

/** Reads the file of a release, or pulls its image. A file may have a name that an image could have. */
async function findRelease(given: VerifyRun & { readonly against: string }): Promise<FoundRelease> {
  const { against, name: programName, machine, credentials, report } = given;
  const { architecture } = findProcessor(machine.arch);
  const path = resolve(against);
  if (existsSync(path) || !isImageName(against))
    return { ...readReleasedFile(path, { programName, expected: architecture }), gaps: [] };
  const { env } = machine;
  const pulled = await pullRelease(against, { architecture, env, credentials, report });
  const view = (built: Artefact) => selectPlatform(built, architecture);
  return { ...pulled, record: parseRecord(pulled.release), view };
}

function describeRun({ commands, files, temporaryFolder, environment, signal }: VerifyRun) {
  const log = (line: string): void => {
    logger.info(line);
  };
  return { commands, files, temporaryFolder, environment, signal, log };
}

/** An image has its whole name; a file the last part of its path. */
function nameSubject({ against, name }: VerifyRun): string {
  if (against === undefined) return name;
  return existsSync(resolve(against)) ? basename(against) : against;
}

interface Report {
  readonly given: VerifyRun;
  readonly verification: Verification;
  readonly selection: Selection;
  readonly builder: string | undefined;
}

/** @throws {Fault} `REPRODUCTION_DIFFERS`, after the proof. */
function reportComparison(
  { files, differences }: Comparison,
  { given, verification, selection, builder }: Report,
): void {
  const name = nameSubject(given);
  const { revision, epochSeconds } = verification.source;
  const differing = [...differences.keys()];
  const origin = { name, revision, epochSeconds, nodeVersion: process.version, builder };
  given.report(`\n${renderProof({ ...origin, ...selection, files, differing })}\n`);
  if (differing.length === 0) return;
  const texts = [...differences.values()].map(renderDifference);
  throw new Fault('REPRODUCTION_DIFFERS', { name, differences: texts.join('\n') });
}
