import { renderGzip } from '../gzip/render-gzip.ts';
import { renderTemplate, type Template } from '../deploy/render-template.ts';
import { digestOf } from '../oci/digest.ts';
import { renderTar, type TarEntry } from '../tar/tar.ts';

/** A file of a package: a tar entry with content. */
export type PackageFile = TarEntry & { readonly type: 'file'; readonly bytes: Uint8Array };

/** What a package is made of. */
export interface Release {
  /** Name of the program, its unit and its job. */
  readonly name: string;
  readonly version: string;
  /** In the words of Go and Debian, which are those of file names in this field. */
  readonly architecture: string;
  readonly program: Uint8Array;
  /** The document of what the program is made of. */
  readonly sbom: Uint8Array;
  /** systemd unit, with `@VERSION@` and `@PROGRAM_DIGEST@`. */
  readonly unit: Template;
  /** Nomad job, with `@ARCHIVE@` and `@ARCHIVE_DIGEST@`. */
  readonly job: Template;
  /** What else the archive holds: a page for the reader, the licence. */
  readonly documents: readonly PackageFile[];
}

/**
 * Renders the files that a release hands out. The same release gives the same bytes: nothing here
 * reads a clock.
 */
export function renderPackage(release: Release): readonly PackageFile[] {
  const program = renderFile(release.name, release.program, 0o755);
  const unit = renderFile(`${release.name}.service`, renderUnit(release));
  const sbom = renderFile('sbom.cdx.json', release.sbom);
  const archive = renderFile(
    `${release.name}_${release.version}_linux_${release.architecture}.tar.gz`,
    renderGzip(renderTar([program, unit, sbom, ...release.documents])),
  );
  const job = renderFile(`${release.name}.nomad.hcl`, renderJob(release, archive));
  const files = [program, unit, archive, job, sbom];
  return [...files, renderFile('SHA256SUMS', renderChecksums(files))];
}

/** Renders what `sha256sum --check` reads: a digest, two spaces, a name per line, sorted by name. */
export function renderChecksums(files: readonly PackageFile[]): Uint8Array {
  const lines = files
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, bytes }) => `${digestOf(bytes).slice('sha256:'.length)}  ${path}\n`);
  return Buffer.from(lines.join(''));
}

export function renderFile(path: string, bytes: Uint8Array, mode = 0o644): PackageFile {
  return { path, type: 'file', mode, bytes };
}

function renderUnit({ unit, version, program }: Release): Uint8Array {
  const values = { VERSION: version, PROGRAM_DIGEST: digestOf(program) };
  return Buffer.from(renderTemplate(unit, values));
}

function renderJob({ job }: Release, archive: PackageFile): Uint8Array {
  const values = { ARCHIVE: archive.path, ARCHIVE_DIGEST: digestOf(archive.bytes) };
  return Buffer.from(renderTemplate(job, values));
}
