import type { BundledPackage } from './find-packages.ts';
import type { SbomPart } from './sbom-part.ts';
import { renderPurl } from './render-purl.ts';

/** Facts about a package besides its files. */
export interface PackageFacts {
  /** SPDX expression. */
  readonly licence: string;
  /** SHA-512 of its npm archive, hexadecimal. */
  readonly digest: string;
}

/** Plans the part for a package that npm installed. */
export function planPackagePart(
  found: BundledPackage,
  { licence, digest }: PackageFacts,
): SbomPart {
  const { ref, imports, manifest } = found;
  const [name = '', namespace] = manifest.name.split('/').toReversed();
  return {
    ref,
    type: 'library',
    name: manifest.name,
    version: manifest.version,
    licence,
    purl: renderPurl({ type: 'npm', namespace, name, version: manifest.version }),
    hashes: { 'SHA-512': digest },
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
  const { name, version, license } = manifest;
  const licence = typeof license === 'string' ? license : undefined;
  return { ref, type, name, version, licence, dependsOn: imports };
}
