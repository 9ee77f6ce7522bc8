import { OPENVEX, SBOM } from '../../attestation/sbom/read-sbom.ts';
import { renderTemplate, type Template } from '../../formats/template/render-template.ts';
import { renderDeb } from '../../formats/deb/render-deb.ts';
import { renderVersion } from '../../formats/deb/render-version.ts';
import { renderGzip } from '../../formats/render-gzip.ts';
import { digestOf } from '../../formats/oci/digest.ts';
import { renderRpm } from '../../formats/rpm/render-rpm.ts';
import { renderTar } from '../../formats/tar.ts';
import { planDeb } from './plan-deb.ts';
import { planRpm } from './plan-rpm.ts';
import { renderFile, type PackageFile, type PackageFormat, type Release } from './release.ts';

/**
 * Renders the files of a release. The same release gives the same bytes: nothing here reads a clock.
 *
 * @throws {Fault} Those of `renderTemplate`, `planDeb`, `renderDeb` and `planRpm`.
 */
export function renderPackage(release: Release): readonly PackageFile[] {
  const program = renderFile(release.name, release.program, 0o755);
  const units = renderUnits(release);
  const sbom = renderFile(SBOM, release.sbom);
  const openVex = release.openVex && [renderFile(OPENVEX, release.openVex)];
  const archive = renderArchive(release, [program, ...units, sbom, ...release.documents]);
  const packages = release.formats.map((format) => FORMATS[format](release, units));
  const service = units.filter(({ path }) => path === `${release.name}.service`);
  const files = [program, ...service, archive, ...packages, ...renderJobs(release, archive)];
  const all = [...files, sbom, ...(openVex ?? [])];
  return [...all, renderFile('SHA256SUMS', renderChecksums(all))];
}

const FORMATS: Readonly<
  Record<PackageFormat, (release: Release, units: readonly PackageFile[]) => PackageFile>
> = {
  deb: (release, units) => {
    const version = renderVersion(release.version);
    const path = `${release.name}_${version}_${release.architecture}.deb`;
    return renderFile(path, renderDeb(planDeb(release, units)));
  },
  rpm: (release, units) => {
    const rpm = planRpm(release, units);
    const path = `${rpm.name}-${rpm.version}-${rpm.release}.${rpm.architecture}.rpm`;
    return renderFile(path, renderRpm(rpm));
  },
};

/** Renders the input of `sha256sum --check`: a digest, two spaces and a name per line, sorted by name. */
function renderChecksums(files: readonly PackageFile[]): Uint8Array {
  const lines = files
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, bytes }) => `${digestOf(bytes).slice('sha256:'.length)}  ${path}\n`);
  return Buffer.from(lines.join(''));
}

/** Renders the archive, with checksums of its other members, which the installer checks first. */
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

/** Renders the units; only the service names the program that it was made for. */
function renderUnits({ units, name, version, program }: Release): readonly PackageFile[] {
  const ofService = { VERSION: version, PROGRAM_DIGEST: digestOf(program) };
  return units.map((unit) => {
    const values = unit.path === `${name}.service` ? ofService : {};
    return renderFile(unit.path, Buffer.from(renderTemplate(unit, values)));
  });
}

function renderJobs(release: Release, archive: PackageFile): readonly PackageFile[] {
  const { jobs, imageJobs, loadJobs, image } = release;
  const common = { VERSION: release.version, ARCHITECTURE: release.architecture };
  const ofArchive = { ARCHIVE: archive.path, ARCHIVE_DIGEST: digestOf(archive.bytes) };
  const archived = jobs.map((job) => renderJob(job, { ...common, ...ofArchive }));
  if (image === undefined) return archived;
  const { digest, checksum } = image;
  return [
    ...archived,
    ...imageJobs.map((job) => renderJob(job, { ...common, IMAGE_DIGEST: digest })),
    ...loadJobs.map((job) => renderJob(job, { ...common, IMAGE_CHECKSUM: checksum })),
  ];
}

function renderJob(job: Template, values: Readonly<Record<string, string>>): PackageFile {
  return renderFile(job.path, Buffer.from(renderTemplate(job, values)));
}
