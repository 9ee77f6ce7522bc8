import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { digestOf } from '../../formats/oci/digest.ts';
import { insertPieces } from '../../formats/template/insert-pieces.ts';
import type { Template } from '../../formats/template/render-template.ts';
import { Fault } from '../../host/faults/fault.ts';
import type { ReleaseTexts } from './defaults/default-release.ts';
import { renderFile, type DebianParts, type Release, type ReleaseImage } from './release.ts';

/** Paths of the parts of a release, relative to the workspace. A part without a path is rendered. */
export interface ReleasePaths {
  readonly programPath: string;
  /** Folder of units and drop-ins. */
  readonly unitsPath?: string;
  readonly settingsPath?: string;
  readonly manualPath?: string;
  readonly installerPath?: string;
  /** Folder with the template of the Nomad jobs and its pieces. */
  readonly jobsPath?: string;
  /** Folder with `image.tar` and `image.digest`, for jobs that run the image. */
  readonly imagePath?: string;
  readonly documentPaths?: readonly string[];
  readonly changelogPath?: string | undefined;
  /** Folder with the parts of a Debian package. */
  readonly debianPath?: string;
}

/**
 * Reads the parts of a release that a project has, and takes the others from the defaults.
 *
 * @param root Workspace folder.
 * @throws {Fault} `FILE_MISSING`, and those of `insertPieces`.
 */
export function readRelease(
  root: string,
  paths: ReleasePaths,
  defaults: ReleaseTexts,
): Omit<
  Release,
  'architecture' | 'sbom' | 'openVex' | 'epochSeconds' | 'version' | 'licence' | 'formats'
> {
  const read = (path: string): Buffer => readPart(root, path);
  const readTemplate = (path: string): Template => ({ path, text: read(path).toString() });
  const name = basename(paths.programPath);
  const { unitsPath, settingsPath, manualPath, installerPath } = paths;
  const { jobsPath, imagePath, documentPaths = [], changelogPath, debianPath } = paths;
  return {
    name,
    program: read(paths.programPath),
    units: unitsPath === undefined ? defaults.units : readUnits(root, unitsPath, name),
    settings: settingsPath === undefined ? defaults.settings : read(settingsPath),
    manual: manualPath === undefined ? defaults.manual : read(manualPath),
    installer: installerPath === undefined ? defaults.installer : read(installerPath),
    ...(jobsPath === undefined
      ? { jobs: defaults.jobs, imageJobs: defaults.imageJobs, loadJobs: defaults.loadJobs }
      : readJobs(name, (file) => readTemplate(join(jobsPath, file)))),
    image: imagePath === undefined ? undefined : readImage(imagePath, read),
    documents: documentPaths.map((path) => renderFile(basename(path), read(path))),
    changelog: changelogPath === undefined ? defaults.changelog : readTemplate(changelogPath),
    debian:
      debianPath === undefined
        ? defaults.debian
        : readDebianParts((part) => readTemplate(join(debianPath, part))),
  };
}

function readUnits(root: string, folder: string, name: string): readonly Template[] {
  return findUnits(root, folder, name).map((path) => {
    return { path, text: readPart(root, join(folder, path)).toString() };
  });
}

/** Units and drop-ins of systemd. */
const UNIT = /\.(?:service|socket|conf)$/;

/** Lists paths below the folder, sorted; the service of the program is always included. */
function findUnits(root: string, folder: string, name: string): readonly string[] {
  if (!existsSync(join(root, folder)))
    throw new Fault('FILE_MISSING', { path: folder, remedy: REMEDY });
  const found = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).toSorted();
  return [...new Set([`${name}.service`, ...found.filter((path) => UNIT.test(path))])].toSorted();
}

function readImage(folder: string, read: (path: string) => Buffer): ReleaseImage {
  return {
    digest: read(join(folder, 'image.digest')).toString().trim(),
    checksum: digestOf(read(join(folder, 'image.tar'))),
  };
}

/** Pieces of the jobs that run the image. */
const CONTAINER = ['container', 'volume', 'no-actions'];
const DOCKER = ['healthchecks'];

/** Renders a job for each driver from one template, with pieces for what the driver runs and how. */
function readJobs(
  name: string,
  read: (file: string) => Template,
): Pick<Release, 'jobs' | 'imageJobs' | 'loadJobs'> {
  const job = read('job.nomad.hcl');
  const assemble = (suffix: string, ...pieces: readonly string[]): Template => ({
    path: `${name}${suffix}.nomad.hcl`,
    text: insertPieces(
      job,
      pieces.map((piece) => read(`${piece}.hcl`)),
    ),
  });
  return {
    jobs: [
      assemble('', 'archive', 'exec', 'volume', 'no-actions'),
      assemble('.actions', 'archive', 'exec', 'volume', 'actions'),
      assemble('.raw-exec', 'archive', 'raw-exec', 'no-actions'),
    ],
    imageJobs: [
      assemble('.docker', 'image', 'docker', 'registry', ...DOCKER, ...CONTAINER),
      assemble('.podman', 'image', 'podman', 'registry', ...CONTAINER),
    ],
    loadJobs: [assemble('.docker-load', 'image', 'docker-load', ...DOCKER, ...CONTAINER)],
  };
}

function readDebianParts(read: (name: string) => Template): DebianParts {
  return {
    control: read('control'),
    triggers: read('triggers'),
    scripts: ['postinst', 'prerm', 'postrm'].map(read),
    copyright: read('copyright'),
    overrides: read('lintian-overrides'),
  };
}

function readPart(root: string, path: string): Buffer {
  const target = join(root, path);
  if (existsSync(target)) return readFileSync(target);
  throw new Fault('FILE_MISSING', { path, remedy: REMEDY });
}

const REMEDY = 'correct the path in project.json';
