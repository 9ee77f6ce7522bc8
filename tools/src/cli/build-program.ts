import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import runBundle from '../app/bundle/bundle.executor.ts';
import runBinary from '../artefacts/binary/binary.executor.ts';
import runImage from '../artefacts/image/image.executor.ts';
import runPackage from '../artefacts/package/package.executor.ts';
import runSbom from '../attestation/sbom/sbom.executor.ts';
import { logger } from '../host/logger.ts';
import type { Context, Executor } from '../node/create-executor.ts';
import type { Subject } from './find-subject.ts';
import { nameArchive } from './name-archive.ts';
import type { Flags } from './parse-command-line.ts';
import { StepFailure } from './step-failure.ts';

/** Start of the name of the folder for what no user asked for. */
export const WORK_FOLDER = 'tscratch-work-';

/** A program that artefacts are made of: bundled, with its SBOM, in a folder of its own. */
export interface BuiltProgram {
  readonly subject: Subject;
  readonly flags: Flags;
  /** Folder for what no user asked for. */
  readonly workFolder: string;
}

/** What a program is built with. */
export interface BuildPlace {
  readonly flags: Flags;
  readonly temporaryFolder: string;
  readonly machine: Machine;
}

type Machine = Pick<NodeJS.Process, 'kill' | 'off' | 'on' | 'pid'>;

/** Bundles a program and lists its components in a temporary folder, and lets the caller make artefacts of it. */
export async function withProgram(
  subject: Subject,
  { flags, temporaryFolder, machine }: BuildPlace,
  use: (program: BuiltProgram) => Promise<void>,
): Promise<void> {
  await withFolder(temporaryFolder, machine, async (workFolder) => {
    const program = { subject, flags, workFolder };
    await bundle(program);
    await use(program);
  });
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Makes a folder for the time of some work; a signal, which ends the process as ever, removes it, too. */
async function withFolder(
  above: string,
  machine: Machine,
  work: (folder: string) => Promise<void>,
): Promise<void> {
  let folder: string | undefined;
  const remove = (): void => {
    for (const name of SIGNALS) machine.off(name, stop);
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  const stop = (signal: NodeJS.Signals): void => {
    remove();
    machine.kill(machine.pid, signal);
  };
  for (const name of SIGNALS) machine.on(name, stop);
  try {
    folder = mkdtempSync(join(above, WORK_FOLDER));
    await work(folder);
  } finally {
    remove();
  }
}

async function bundle(program: BuiltProgram): Promise<void> {
  const { main } = program.subject;
  const { include, licences } = program.flags;
  const given = include === undefined ? {} : { include };
  await run(runBundle, { main, outputPath: pathIn(program, 'bundle'), ...given }, program);
  const paths = {
    outputPath: pathIn(program, 'sbom'),
    metafilePath: pathIn(program, 'bundle/meta.json'),
  };
  await run(runSbom, { ...paths, ...(licences !== undefined && { licences }) }, program);
}

/** Builds the executable at an absolute path, or prints its plan. */
export async function buildProgramBinary(
  program: BuiltProgram,
  path: string,
  dryRun = false,
): Promise<void> {
  const [arch] = program.flags.arch ?? [];
  const outputPath = relative(program.subject.root, path);
  const options = { outputPath, ...listParts(program), dryRun };
  await run(runBinary, { ...options, ...(arch !== undefined && { arch }) }, program);
}

/**
 * Builds the image in the work folder. Returns the absolute path of its archive.
 *
 * @param name What the report calls the archive.
 */
export async function buildProgramImage(program: BuiltProgram, name: string): Promise<string> {
  const { arch, reference } = program.flags;
  const report = logger.info.bind(logger);
  const archive = pathIn(program, 'image/image.tar');
  logger.info = (text) => {
    report(nameArchive(text, archive, name));
  };
  const options = { outputPath: pathIn(program, 'image'), ...listParts(program) };
  const given = { ...(arch && { arch }), ...(reference !== undefined && { reference }) };
  await run(runImage, { ...options, ...given }, program);
  logger.info = report;
  return join(program.workFolder, 'image/image.tar');
}

/** Builds the package in the work folder. Returns its folder, and its Debian package. */
export async function buildProgramPackage(
  program: BuiltProgram,
): Promise<{ readonly folder: string; readonly deb: string }> {
  const programPath = pathIn(program, `program/${program.subject.name}`);
  const outputPath = pathIn(program, 'package');
  await buildProgramBinary(program, join(program.subject.root, programPath));
  await run(runPackage, { outputPath, programPath, sbomPath: pathIn(program, 'sbom') }, program);
  const folder = join(program.workFolder, 'package');
  const deb = readdirSync(folder)
    .toSorted()
    .find((name) => name.endsWith('.deb'));
  return { folder, deb: join(folder, deb ?? '') };
}

function listParts(program: BuiltProgram) {
  return { bundlePath: pathIn(program, 'bundle/main.cjs'), sbomPath: pathIn(program, 'sbom') };
}

/** Executors take paths relative to the root. */
function pathIn({ subject, workFolder }: BuiltProgram, name: string): string {
  return relative(subject.root, join(workFolder, name));
}

async function run<Options>(
  executor: Executor<Options>,
  options: Options,
  { subject }: BuiltProgram,
): Promise<void> {
  const { exitCode } = await executor(options, describe(subject));
  if (exitCode !== 0) throw new StepFailure(exitCode);
}

/** What Nx would say of the project. */
function describe({ root, folder, name }: Subject): Context {
  const projects = { [name]: { root: folder, targets: {} } };
  return {
    root,
    projectName: name,
    targetName: 'tscratch',
    projectsConfigurations: { version: 2, projects },
  };
}
