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
