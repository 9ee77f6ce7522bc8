import { basename } from 'node:path';
import { parseChangelog, type ChangelogEntry } from '../../formats/deb/parse-changelog.ts';
import type { DebFile } from '../../formats/deb/plan-tree.ts';
import { renderChangelog } from '../../formats/deb/render-changelog.ts';
import type { ControlMember, Deb } from '../../formats/deb/render-deb.ts';
import { renderTemplate, type Template } from '../../formats/template/render-template.ts';
import { Fault } from '../../host/faults/fault.ts';
import { renderGzip } from '../../formats/render-gzip.ts';
import { isDropIn, isTemplate, placeUnit } from './place-unit.ts';
import { readControl } from './read-control.ts';
import type { DebianParts, PackageFile, Release } from './release.ts';

/**
 * Plans the Debian package of a release.
 *
 * @param units systemd units and drop-ins, by their paths below the folder of units.
 * @throws {Fault} `DEB_CHANGELOG` if the latest release in the changelog is not this version, and
 *   those of `parseChangelog`, `renderChangelog` and `renderTemplate`.
 */
export function planDeb(release: Release, units: readonly PackageFile[]): Deb {
  const { debian, version, architecture, epochSeconds } = release;
  return {
    control: debian.control,
    version,
    architecture,
    scripts: renderScripts(debian, units),
    files: [...planFiles(release), ...units.map((unit) => planUnit(unit, release.name))],
    mtimeSeconds: epochSeconds,
  };
}

/** Renders debian/changelog of the releases in the changelog, by the maintainer of the control file. */
function renderReleases({ name, version, changelog, debian }: Release): string {
  const entries = parseChangelog(changelog);
  checkLatest(entries, version, changelog.path);
  const { maintainer } = readControl(debian.control);
  return renderChangelog(entries, { name, maintainer });
}

function checkLatest([latest]: readonly ChangelogEntry[], expected: string, path: string): void {
  const found = latest?.version ?? 'none';
  if (found !== expected) throw new Fault('DEB_CHANGELOG', { path, found, expected });
}

function renderScripts(
  { scripts, triggers }: DebianParts,
  units: readonly PackageFile[],
): readonly ControlMember[] {
  const names = units
    .map(({ path }) => path)
    .filter((path) => !isDropIn(path) && !isTemplate(path));
  const values = { UNITS: names.toSorted().join(' ') };
  return [
    ...scripts.map((script) => nameMember(script, renderTemplate(script, values))),
    nameMember(triggers, triggers.text),
  ];
}

function nameMember({ path }: Template, text: string): ControlMember {
  return { name: basename(path), text };
}

/** Places files where the file system standard, Debian policy and lintian expect them. */
function planFiles(release: Release): readonly DebFile[] {
  const { name, debian, documents } = release;
  const documentation = `usr/share/doc/${name}`;
  const files: readonly (readonly [path: string, content: Uint8Array | string])[] = [
    [`etc/default/${name}`, release.settings],
    [`usr/share/man/man8/${name}.8.gz`, renderGzip(release.manual)],
    [`usr/share/lintian/overrides/${name}`, debian.overrides.text],
    [`${documentation}/copyright`, debian.copyright.text],
    [`${documentation}/changelog.gz`, renderGzip(Buffer.from(renderReleases(release)))],
    [`${documentation}/sbom.cdx.json`, release.sbom],
    // The licence of the program is in the copyright file, and policy 12.5 allows it only there.
    ...documents
      .filter(({ path }) => path !== 'LICENSE')
      .map(({ path, bytes }) => [`${documentation}/${path}`, bytes] as const),
  ];
  return [
    { path: `usr/bin/${name}`, mode: 0o755, bytes: release.program },
    ...files.map(([path, content]) => ({ path, mode: 0o644, bytes: Buffer.from(content) })),
  ];
}

function planUnit({ path, mode, bytes }: PackageFile, name: string): DebFile {
  return { path: placeUnit(path, name), mode, bytes };
}
