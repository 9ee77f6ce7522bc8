import type { BuiltSbom } from '../../attestation/sbom/read-sbom.ts';
import type { TarEntry } from '../../formats/tar.ts';
import { adminFolderOf, NON_ROOT, type ImageSubject } from './describe-image.ts';

/** What an app puts into its image. */
export interface AppParts {
  readonly appFile: Uint8Array;
  readonly sbom: BuiltSbom;
}

/**
 * Lists the files of the app layer, folders before what is in them. Folders that the runtime layer has,
 * too, are named again: without an entry, engines invent the owner and mode of a folder.
 */
export function planAppFiles(
  { appFile, sbom }: AppParts,
  subject: Pick<ImageSubject, 'title'>,
): readonly TarEntry[] {
  const documents = `usr/share/doc/${subject.title}`;
  return [
    renderFolder('run'),
    { path: adminFolderOf(subject), type: 'directory', mode: 0o700, owner: NON_ROOT },
    renderFile('sbom.cdx.json', sbom.document),
    renderFile('server.app', appFile),
    ...['usr', 'usr/share', 'usr/share/doc', documents].map(renderFolder),
    ...[...sbom.licences].map(([name, text]) => renderFile(`${documents}/${name}`, text)),
  ];
}

function renderFolder(path: string): TarEntry {
  return { path, type: 'directory', mode: 0o755 };
}

function renderFile(path: string, bytes: Uint8Array): TarEntry {
  return { path, type: 'file', mode: 0o644, bytes };
}
