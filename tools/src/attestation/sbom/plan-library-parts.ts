import type { LibraryLock, LockedLibrary } from '../../node/libraries/library-lock.ts';
import type { Architecture } from '../../formats/processor.ts';
import type { SbomPart } from './sbom-part.ts';
import { renderPurl } from './render-purl.ts';

/**
 * Debian's source packages of the embedded libraries. Debian publishes security updates under these
 * names, so a scanner with only the binary package would find nothing.
 */
export const SOURCE_PACKAGES: Readonly<Record<string, string>> = {
  libatomic1: 'gcc-12',
  libc6: 'glibc',
  'libgcc-s1': 'gcc-12',
  'libstdc++6': 'gcc-12',
};

/**
 * Plans the parts for the libraries that the runtime embeds on a processor: one for each Debian package, with
 * its embedded files.
 */
export function planLibraryParts(
  lock: LibraryLock,
  architecture: Architecture,
): readonly SbomPart[] {
  const embedded = lock.libraries.filter(
    (library) => library.architecture === architecture && library.neededBy !== 'tools',
  );
  const names = [...new Set(embedded.map((library) => library.package))];
  return names.map((name) =>
    planPackage(
      embedded.filter((library) => library.package === name),
      lock.distribution,
    ),
  );
}

function planPackage(files: readonly LockedLibrary[], distribution: string): SbomPart {
  const [{ package: name, version, licence, architecture }] = files as [LockedLibrary];
  const upstream = SOURCE_PACKAGES[name];
  const [namespace] = distribution.split('-');
  const qualifiers = { arch: architecture, distro: distribution, ...(upstream && { upstream }) };
  return {
    ref: `${name}@${version}`,
    type: 'library',
    name,
    version,
    licence,
    purl: renderPurl({ type: 'deb', namespace, name, version, qualifiers }),
    parts: files.map((file) => planFile(file)),
  };
}

function planFile({ name, package: owner, sha256 }: LockedLibrary): SbomPart {
  return { ref: `${owner}/${name}`, type: 'file', name, hashes: { 'SHA-256': sha256 } };
}
