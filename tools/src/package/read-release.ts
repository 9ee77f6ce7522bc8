import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Template } from '../deploy/render-template.ts';
import { Fault } from '../fault/fault.ts';
import { renderFile, type Release } from './render-package.ts';

/** Where the parts of a release lie, each path relative to the workspace. */
export interface ReleasePaths {
  readonly programPath: string;
  readonly unitPath: string;
  readonly jobPath: string;
  readonly manifestPath: string;
  readonly documentPaths: readonly string[];
}

/**
 * Reads the parts of a release for the architecture of this machine.
 *
 * @param root Workspace folder.
 * @throws {Fault} `FILE_MISSING`
 */
export function readRelease(
  root: string,
  paths: ReleasePaths,
): Omit<Release, 'architecture' | 'sbom'> {
  const read = (path: string): Buffer => readPart(root, path);
  const readTemplate = (path: string): Template => ({ path, text: read(path).toString() });
  const manifest = JSON.parse(read(paths.manifestPath).toString()) as { version: string };
  return {
    name: basename(paths.programPath),
    version: manifest.version,
    program: read(paths.programPath),
    unit: readTemplate(paths.unitPath),
    job: readTemplate(paths.jobPath),
    documents: paths.documentPaths.map((path) => renderFile(basename(path), read(path))),
  };
}

function readPart(root: string, path: string): Buffer {
  const target = join(root, path);
  if (existsSync(target)) return readFileSync(target);
  throw new Fault('FILE_MISSING', { path, remedy: 'correct the path in project.json' });
}
