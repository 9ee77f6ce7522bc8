import { findDeb } from '../workspace.ts';
import type { SystemdHost } from './systemd-host.ts';

const PACKAGE = `/workspace/dist/apps/server-vps/package/${findDeb()}`;

/** In sh: takes $1 apart and makes $2 of it. Not compressed again, which would take half a minute. */
const RAISE_VERSION = `
  folder=$(mktemp --directory)
  dpkg-deb --raw-extract "$1" "$folder"
  sed -i 's/^Version: .*/&+next/' "$folder/DEBIAN/control"
  dpkg-deb -Znone --build "$folder" "$2"
  rm -r "$folder"
`;

/** Installs the package that was built. */
export function installService(host: SystemdHost): void {
  host.run('dpkg', '--install', PACKAGE);
}

/** Makes the package of a next release, of the same program, and gives its path on the host. */
export function makeUpgrade(host: SystemdHost): string {
  const path = '/var/tmp/next.deb';
  host.run('sh', '-e', '-c', RAISE_VERSION, 'sh', PACKAGE, path);
  return path;
}
