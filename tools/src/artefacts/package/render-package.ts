import { renderTemplate, type Template } from '../../formats/template/render-template.ts';
import { renderDeb } from '../../formats/deb/render-deb.ts';
import { renderVersion } from '../../formats/deb/render-version.ts';
import { renderGzip } from '../../formats/render-gzip.ts';
import { digestOf } from '../../formats/oci/digest.ts';
import { renderTar, type TarEntry } from '../../formats/tar.ts';
import { planDeb, type DebianParts } from './plan-deb.ts';

/** A file of a package: a tar entry with content. */
export type PackageFile = TarEntry & { readonly type: 'file'; readonly bytes: Uint8Array };

/** What a package is made of. */
export interface Release {
  /** Name of the program, its unit and its job. */
  readonly name: string;
  readonly version: string;
  /** In the words of Go and Debian, which are those of file names in this field. */
  readonly architecture: string;
  /** Time of the sources, seconds since 1970. */
  readonly epochSeconds: number;
  readonly program: Uint8Array;
  /** The document of what the program is made of. */
  readonly sbom: Uint8Array;
  /** Files of systemd; the service has `@VERSION@` and `@PROGRAM_DIGEST@`. */
  readonly units: readonly Template[];
  /** Nomad jobs of the archive by their names, with `@ARCHIVE@`, `@ARCHIVE_DIGEST@` and the two below. */
  readonly jobs: readonly Template[];
  /** Nomad job of the image by its name, with `@IMAGE_DIGEST@`, `@VERSION@` and `@ARCHITECTURE@`. */
  readonly imageJob: Template;
  /** Of the image's manifest. */
  readonly imageDigest: string;
  /** Every setting, as `EnvironmentFile=` of systemd reads it. */
  readonly settings: Uint8Array;
  /** Page of the manual, section 8. */
  readonly manual: Uint8Array;
  /** What puts the archive's files into their places, and takes them away. */
  readonly installer: Uint8Array;
  /** What else there is to read: a page for the reader, licences. */
  readonly documents: readonly PackageFile[];
  readonly debian: DebianParts;
}

/**
 * Renders the files that a release hands out. The same release gives the same bytes: nothing here
 * reads a clock.
 *
 * @throws {Fault} `DEB_CHANGELOG` and those of `renderTemplate` and `renderDeb`.
 */
export function renderPackage(release: Release): readonly PackageFile[] {
  const program = renderFile(release.name, release.program, 0o755);
  const units = renderUnits(release);
  const sbom = renderFile('sbom.cdx.json', release.sbom);
  const archive = renderArchive(release, [program, ...units, sbom, ...release.documents]);
  const deb = renderFile(
    `${release.name}_${renderVersion(release.version)}_${release.architecture}.deb`,
    renderDeb(planDeb(release, units)),
  );
  const service = units.filter(({ path }) => path === `${release.name}.service`);
  const files = [program, ...service, archive, deb, ...renderJobs(release, archive), sbom];
  return [...files, renderFile('SHA256SUMS', renderChecksums(files))];
}

/** Renders what `sha256sum --check` reads: a digest, two spaces, a name per line, sorted by name. */
function renderChecksums(files: readonly PackageFile[]): Uint8Array {
  const lines = files
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, bytes }) => `${digestOf(bytes).slice('sha256:'.length)}  ${path}\n`);
  return Buffer.from(lines.join(''));
}

export function renderFile(path: string, bytes: Uint8Array, mode = 0o644): PackageFile {
  return { path, type: 'file', mode, bytes };
}

/** The checksums in it are those of its other members: the installer looks at them first. */
function renderArchive(release: Release, files: readonly PackageFile[]): PackageFile {
  const { name, version, architecture, settings, manual, installer } = release;
  const members = [
    ...files,
    renderFile(`${name}.env`, settings),
    renderFile(`${name}.8`, manual),
    renderFile('install.sh', installer, 0o755),
  ];
  const checksums = renderFile('SHA256SUMS', renderChecksums(members));
  return renderFile(
    `${name}_${version}_linux_${architecture}.tar.gz`,
    renderGzip(renderTar([...members, checksums])),
  );
}

/** Only the service says for which program it was made. */
function renderUnits({ units, name, version, program }: Release): readonly PackageFile[] {
  const ofService = { VERSION: version, PROGRAM_DIGEST: digestOf(program) };
  return units.map((unit) => {
    const values = unit.path === `${name}.service` ? ofService : {};
    return renderFile(unit.path, Buffer.from(renderTemplate(unit, values)));
  });
}

function renderJobs(release: Release, archive: PackageFile): readonly PackageFile[] {
  const { jobs, imageJob, imageDigest } = release;
  const common = { VERSION: release.version, ARCHITECTURE: release.architecture };
  const ofArchive = { ARCHIVE: archive.path, ARCHIVE_DIGEST: digestOf(archive.bytes) };
  return [
    ...jobs.map((job) => renderJob(job, { ...common, ...ofArchive })),
    renderJob(imageJob, { ...common, IMAGE_DIGEST: imageDigest }),
  ];
}

function renderJob(job: Template, values: Readonly<Record<string, string>>): PackageFile {
  return renderFile(job.path, Buffer.from(renderTemplate(job, values)));
}
