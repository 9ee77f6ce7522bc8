import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { insertPieces } from '../../formats/template/insert-pieces.ts';
import type { Template } from '../../formats/template/render-template.ts';
import { Fault } from '../../host/faults/fault.ts';
import { readAppManifest } from '../image/read-app-manifest.ts';
import { renderFile, type DebianParts, type Release } from './release.ts';

/** Paths of the parts of a release, relative to the workspace. */
export interface ReleasePaths {
  readonly programPath: string;
  /** Folder of units and drop-ins. */
  readonly unitsPath: string;
  readonly settingsPath: string;
  readonly manualPath: string;
  readonly installerPath: string;
  /** Folder with the template of the Nomad jobs and its pieces. */
  readonly jobsPath: string;
  readonly imageDigestPath: string;
  readonly manifestPath: string;
  readonly documentPaths: readonly string[];
  readonly changelogPath: string;
  /** Folder with the parts of a Debian package. */
  readonly debianPath: string;
}

/**
 * Reads the parts of a release for the architecture of this machine.
 *
 * @param root Workspace folder.
 * @throws {Fault} `FILE_MISSING`, those of `parseAppManifest` and of `insertPieces`.
 */
export function readRelease(
  root: string,
  paths: ReleasePaths,
): Omit<Release, 'architecture' | 'sbom' | 'epochSeconds'> {
  const read = (path: string): Buffer => readPart(root, path);
  const readTemplate = (path: string): Template => ({ path, text: read(path).toString() });
  const name = basename(paths.programPath);
  return {
    name,
    version: readAppManifest(root, paths.manifestPath).version,
    program: read(paths.programPath),
    units: findUnits(root, paths.unitsPath, name).map((path) => {
      return { path, text: read(join(paths.unitsPath, path)).toString() };
    }),
    settings: read(paths.settingsPath),
    manual: read(paths.manualPath),
    installer: read(paths.installerPath),
    ...readJobs(name, (file) => readTemplate(join(paths.jobsPath, file))),
    imageDigest: read(paths.imageDigestPath).toString().trim(),
    documents: paths.documentPaths.map((path) => renderFile(basename(path), read(path))),
    changelog: readTemplate(paths.changelogPath),
    debian: readDebianParts((name) => readTemplate(join(paths.debianPath, name))),
  };
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

/** Renders a job for each driver from one template, with pieces for what the driver runs and how. */
function readJobs(
  name: string,
  read: (file: string) => Template,
): Pick<Release, 'jobs' | 'imageJob'> {
  const job = read('job.nomad.hcl');
  const archive = read('archive.hcl');
  return {
    jobs: [
      { path: `${name}.nomad.hcl`, text: insertPieces(job, [archive, read('exec.hcl')]) },
      {
        path: `${name}.raw-exec.nomad.hcl`,
        text: insertPieces(job, [archive, read('raw-exec.hcl')]),
      },
    ],
    imageJob: { path: `${name}.docker.nomad.hcl`, text: insertPieces(job, [read('docker.hcl')]) },
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
