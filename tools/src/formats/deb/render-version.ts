import { Fault } from '../../host/faults/fault.ts';

/**
 * Renders a semantic version as a Debian version. Debian sorts a `~` before the end of a version, which
 * is right for a pre-release.
 *
 * @throws {Fault} `DEB_VERSION` if a hyphen would start a Debian revision.
 * @see deb-version(7), https://semver.org/#spec-item-9
 * @example
 * renderVersion('1.0.0-rc.1'); // 1.0.0~rc.1
 */
export function renderVersion(version: string): string {
  const debVersion = version.replace('-', '~');
  if (/^\d[A-Za-z\d.+~]*$/.test(debVersion)) return debVersion;
  throw new Fault('DEB_VERSION', { version });
}
