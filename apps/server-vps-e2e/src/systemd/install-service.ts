import { findDeb } from '../workspace.ts';
import type { SystemdHost } from '@tscratch/tools/testing/systemd-host';

const PACKAGE = `/workspace/dist/apps/server-vps/package/${findDeb()}`;

/** A script for sh: unpacks $1 and makes $2 of it, uncompressed, because compression takes half a minute. */
const RAISE_VERSION = `
  folder=$(mktemp --directory)
  dpkg-deb --raw-extract "$1" "$folder"
  sed -i 's/^Version: .*/&+next/' "$folder/DEBIAN/control"
  dpkg-deb -Znone --build "$folder" "$2"
  rm -r "$folder"
`;

/** Installs the built package. */
export function installService(host: SystemdHost): void {
  host.run('dpkg', '--install', PACKAGE);
}

/** Makes a package of the next release with the same program. @returns Its path on the host. */
export function makeUpgrade(host: SystemdHost): string {
  const path = '/var/tmp/next.deb';
  host.run('sh', '-e', '-c', RAISE_VERSION, 'sh', PACKAGE, path);
  return path;
}
