import { dirname } from 'node:path';
import { SBOM, type BuiltSbom } from '../../attestation/sbom/read-sbom.ts';
import { parsePack, type PackedFile } from '../../formats/pack/parse-pack.ts';
import type { TarEntry } from '../../formats/tar.ts';
import { APP_FILE, APP_FOLDER } from '../../node/runtime/layout.ts';
import type { RunSettings } from './parse-run-options.ts';

/** What an app adds to its image. */
export interface AppParts {
  readonly appFile: Uint8Array;
  /** The pack of the app's files; undefined for an app without files. */
  readonly files?: Uint8Array | undefined;
  readonly sbom: BuiltSbom;
}

const LICENCES = `${APP_FOLDER}/licences`;

/**
 * Lists the entries of the app layer, each folder before its content: the files of the app below `/app`,
 * and the volumes. Folders that the runtime layer has are listed again: without an entry, engines invent
 * the owner and mode of a folder.
 */
export function planAppFiles(
  { appFile, files, sbom }: AppParts,
  run: Pick<RunSettings, 'user' | 'volumes'>,
): readonly TarEntry[] {
  const own = files === undefined ? [] : parsePack(files).map(renderOwnFile);
  const parents = own.map(({ path }) => dirname(path));
  const volumes = run.volumes.map((path) => path.slice(1));
  const folders = [...volumes, LICENCES, ...parents].flatMap(listFolders);
  const entries = [
    ...folders.map(renderFolder),
    ...volumes.map((path) => renderVolume(path, run)),
    ...own,
    renderFile(`${APP_FOLDER}/${SBOM}`, sbom.document),
    renderFile(APP_FILE, appFile),
    ...[...sbom.licences].map(([name, text]) => renderFile(`${LICENCES}/${name}`, text)),
  ];
  // A later entry of the same path replaces an earlier one, in its place.
  return [...new Map(entries.map((entry) => [entry.path, entry])).values()];
}

/** A folder and those above it, the uppermost first. */
function listFolders(path: string): readonly string[] {
  const names = path.split('/');
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}

function renderFolder(path: string): TarEntry {
  return { path, type: 'directory', mode: 0o755 };
}

/**
 * Engines copy owner and mode to a new volume. Only the user of the image may use it, and group 0: OpenShift
 * runs images as an arbitrary user of that group, and so does `docker run --user=UID` without a group.
 *
 * @see https://docs.openshift.com/container-platform/4.17/openshift_images/create-images.html "Support arbitrary user ids"
 */
function renderVolume(path: string, { user }: Pick<RunSettings, 'user'>): TarEntry {
  return { path, type: 'directory', mode: 0o770, owner: user.uid, group: 0 };
}

function renderOwnFile({ path: name, bytes, mtimeSeconds, linkTarget }: PackedFile): TarEntry {
  const path = `${APP_FOLDER}/${name}`;
  if (linkTarget !== undefined) return { path, type: 'symlink', mode: 0o777, linkTarget };
  return { ...renderFile(path, bytes), mtimeSeconds };
}

function renderFile(path: string, bytes: Uint8Array): TarEntry {
  return { path, type: 'file', mode: 0o644, bytes };
}
