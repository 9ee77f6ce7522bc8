import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspacePath } from '@tscratch/tools/testing/workspace';

/** What `nx build server-vps` writes. */
export const binaryPath = join(workspacePath, 'dist/apps/server-vps/server-vps');

/** Where `nx run server-vps:package` and `:package:local` write. */
export const packagePath = join(workspacePath, 'dist/apps/server-vps/package');

const architecture = process.arch === 'x64' ? 'amd64' : process.arch;

/** What `nx run server-vps:sbom` writes for the processor of this machine. */
export const sbomPath = join(workspacePath, 'dist/apps/server-vps/sbom', architecture);

export function readPackageFile(name: string): Buffer {
  return readFileSync(join(packagePath, name));
}

/** Name of the archive, which contains version and architecture. */
export function findArchive(): string {
  return findByEnding('.tar.gz');
}

/** Name of the Debian package, which contains the same. */
export function findDeb(): string {
  return findByEnding('.deb');
}

/** Name of the package for rpm. */
export function findRpm(): string {
  return findByEnding('.rpm');
}

function findByEnding(ending: string): string {
  const [name] = readdirSync(packagePath)
    .filter((path) => path.endsWith(ending))
    .toSorted();
  if (name === undefined) throw new Error(`No ${ending} in ${packagePath}`);
  return name;
}
