import { renderVersion } from '../../formats/deb/render-version.ts';
import { renderGzip } from '../../formats/render-gzip.ts';
import type { Rpm, RpmFile, RpmRole } from '../../formats/rpm/render-rpm.ts';
import { placeUnit } from './place-unit.ts';
import { readControl } from './read-control.ts';
import type { PackageFile, Release } from './release.ts';
import { renderRpmScripts } from './render-rpm-scripts.ts';

/** Architectures in the terms of rpm, by those of Debian. */
const ARCHITECTURES: Readonly<Record<string, string>> = { amd64: 'x86_64', arm64: 'aarch64' };

/**
 * Plans the package of a release for distributions with rpm. It says of itself what the Debian package says.
 *
 * @param units systemd units and drop-ins, by their paths below the folder of units.
 * @throws {Fault} those of `renderVersion`.
 */
export function planRpm(release: Release, units: readonly PackageFile[]): Rpm {
  const { name, version, architecture, debian } = release;
  const { maintainer, summary, description } = readControl(debian.control);
  return {
    name,
    version: renderVersion(version),
    release: '1',
    architecture: ARCHITECTURES[architecture] ?? architecture,
    summary,
    description,
    licence: release.licence,
    packager: maintainer,
    scripts: renderRpmScripts(
      name,
      units.map(({ path }) => path),
    ),
    files: planFiles(release, units),
    mtimeSeconds: release.epochSeconds,
  };
}

function planFiles(release: Release, units: readonly PackageFile[]): readonly RpmFile[] {
  const { name, documents } = release;
  const documentation = `usr/share/doc/${name}`;
  const folders = [documentation, `usr/lib/${name}`, `${documentation}/licences`];
  const files: readonly RpmFile[] = [
    { path: `usr/bin/${name}`, mode: 0o755, bytes: release.program, role: 'plain' },
    place(`etc/default/${name}`, release.settings, 'configuration'),
    place(`usr/share/man/man8/${name}.8.gz`, renderGzip(release.manual), 'document'),
    place(`${documentation}/sbom.cdx.json`, release.sbom, 'document'),
    ...documents.map(({ path, bytes }) =>
      place(
        `${documentation}/${path}`,
        bytes,
        /LICENSE|^licences\//.test(path) ? 'licence' : 'document',
      ),
    ),
    ...units.map(({ path, bytes }) => place(placeUnit(path, name), bytes, 'plain')),
  ];
  // rpm removes a folder with its package only if the package owns it.
  const owned = folders.filter((folder) => files.some(({ path }) => path.startsWith(`${folder}/`)));
  return [
    ...owned.map((path) => ({ path, mode: 0o755, bytes: undefined, role: 'plain' as const })),
    ...files,
  ];
}

function place(path: string, bytes: Uint8Array, role: RpmRole): RpmFile {
  return { path, mode: 0o644, bytes, role };
}
