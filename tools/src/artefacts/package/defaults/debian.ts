import type { DebianParts } from '../release.ts';
import type { DefaultFacts } from './default-facts.ts';

/**
 * Renders the files that only a Debian package has, for a program with one unit. The calls are those of
 * debhelper, dh_installsystemd(1): a unit that the administrator has disabled or masked stays so.
 */
export function renderDebian(facts: DefaultFacts): DebianParts {
  const { name } = facts.service;
  const file = (path: string, text: string) => ({ path: `debian/${path}`, text });
  return {
    control: file('control', renderControl(facts)),
    triggers: file('triggers', '# This package is interested in no trigger.\n'),
    scripts: [file('postinst', POSTINST), file('prerm', PRERM), file('postrm', renderPostrm(name))],
    copyright: file('copyright', renderCopyright(facts)),
    overrides: file('lintian-overrides', renderOverrides(name)),
  };
}

function renderControl({ service, maintainer }: DefaultFacts): string {
  const { name, description } = service;
  return `Package: ${name}
Version: @VERSION@
Architecture: @ARCHITECTURE@
Maintainer: ${maintainer}
Installed-Size: @INSTALLED_SIZE@
Section: httpd
Priority: optional
Description: ${description}
 The program is statically linked and includes its JavaScript engine: it uses
 no library and no interpreter of this system. Its settings are in
 /etc/default/${name}.
`;
}

const POSTINST = `#!/bin/sh
set -e
units='@UNITS@'
for unit in $units; do
  # Also true for a unit that was never seen, so that the first installation enables it.
  if deb-systemd-helper --quiet was-enabled "$unit"; then
    deb-systemd-helper enable "$unit" >/dev/null || true
  else
    deb-systemd-helper update-state "$unit" >/dev/null || true
  fi
done
if [ -z "$DPKG_ROOT" ] && [ -d /run/systemd/system ]; then
  systemctl --system daemon-reload >/dev/null || true
  # shellcheck disable=SC2086 # a list of names
  deb-systemd-invoke restart $units >/dev/null || true
fi
`;

const PRERM = `#!/bin/sh
# An upgrade stops nothing: the old program serves until postinst restarts it.
set -e
units='@UNITS@'
if [ "$1" = remove ] && [ -z "$DPKG_ROOT" ] && [ -d /run/systemd/system ]; then
  # shellcheck disable=SC2086 # a list of names
  deb-systemd-invoke stop $units >/dev/null || true
fi
`;

function renderPostrm(name: string): string {
  return `#!/bin/sh
set -e
units='@UNITS@'
case "$1" in
remove)
  if [ -z "$DPKG_ROOT" ] && [ -d /run/systemd/system ]; then
    systemctl --system daemon-reload >/dev/null || true
  fi
  ;;
purge)
  if command -v deb-systemd-helper >/dev/null; then
    # shellcheck disable=SC2086 # a list of names
    deb-systemd-helper purge $units >/dev/null || true
  fi
  # What systemd makes for DynamicUser= and StateDirectory=.
  rm -rf "$DPKG_ROOT/var/lib/private/${name}"
  if [ -L "$DPKG_ROOT/var/lib/${name}" ]; then rm -f "$DPKG_ROOT/var/lib/${name}"; fi
  ;;
esac
`;
}

function renderCopyright({ service, licence, maintainer }: DefaultFacts): string {
  const { name } = service;
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: ${name}
Comment:
 The program embeds the official build of Node.js, libraries of Debian and GCC,
 and npm packages. /usr/share/doc/${name}/sbom.cdx.json lists each with its
 version, licence and digest; /usr/share/doc/${name}/licences contains the
 licence texts.

Files: *
Copyright: ${maintainer}
License: ${licence}
`;
}

/** The program is one static file on purpose; its SBOM lists what is inside for scanners. */
function renderOverrides(name: string): string {
  const tags = [
    'statically-linked-binary',
    'embedded-library libm',
    'embedded-library mbedtls',
    'embedded-library zlib',
  ];
  return tags.map((tag) => `${name}: ${tag} [usr/bin/${name}]\n`).join('');
}
