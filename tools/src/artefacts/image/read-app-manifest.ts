import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../host/faults/fault.ts';
import { parseAppManifest, type AppManifest } from './parse-app-manifest.ts';

/**
 * Reads the package.json of an app.
 *
 * @param root Workspace folder; the path is relative to it.
 * @throws {Fault} `FILE_MISSING`, `MANIFEST_SYNTAX`, `MANIFEST_FIELD`.
 */
export function readAppManifest(root: string, path: string): AppManifest {
  const target = join(root, path);
  if (!existsSync(target)) throw new Fault('FILE_MISSING', { path, remedy: REMEDY });
  return parseAppManifest(readFileSync(target, 'utf8'), path);
}

const REMEDY =
  'write it, with "version", "description" and "license", or correct the option "manifestPath"';

/**
 * Reads what describes an app: its package.json, or that of the workspace for a project without one. Neither
 * has to be there.
 *
 * @param folder Folder of the project, relative to the workspace.
 * @throws {Fault} `MANIFEST_SYNTAX`, `MANIFEST_FIELD`.
 */
export function findAppManifest(root: string, folder: string): AppManifest {
  const paths = [join(folder, 'package.json'), 'package.json'];
  const path = paths.find((candidate) => existsSync(join(root, candidate)));
  return path === undefined ? parseAppManifest('{}', '') : readAppManifest(root, path);
}
