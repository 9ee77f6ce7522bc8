import type { BundledPackage } from './find-packages.ts';
import { renderDeclared } from './licences/declared-licence.ts';
import type { SbomPart } from './sbom-part.ts';
import { renderPurl } from './render-purl.ts';

/**
 * Plans the part for a package that npm installed.
 *
 * @param digest SHA-512 of its archive, hexadecimal; undefined if the lock file has none.
 */
export function planPackagePart(found: BundledPackage, digest: string | undefined): SbomPart {
  const { ref, imports, manifest } = found;
  const [name = '', namespace] = manifest.name.split('/').toReversed();
  return {
    ref,
    type: 'library',
    name: manifest.name,
    version: manifest.version,
    licence: renderDeclared(manifest),
    purl: renderPurl({ type: 'npm', namespace, name, version: manifest.version }),
    ...(digest !== undefined && { hashes: { 'SHA-512': digest } }),
    dependsOn: imports,
  };
}

/**
 * Plans the part for a package of this workspace. It has no package URL: it is not published, and the URL
 * of its name could be someone else's package.
 */
export function planWorkspacePart(
  { ref, imports, manifest }: BundledPackage,
  type: 'application' | 'library',
): SbomPart {
  const { name, version } = manifest;
  const licence = renderDeclared(manifest);
  return { ref, type, name, version, licence, dependsOn: imports };
}
