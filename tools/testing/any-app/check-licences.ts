import type { Metafile } from 'esbuild';
import { checkLicence } from '../../src/attestation/sbom/check-licence.ts';
import { createOwnerFinder } from '../../src/attestation/sbom/find-owner.ts';
import { findPackages, type BundledPackage } from '../../src/attestation/sbom/find-packages.ts';
import { parseMetafile } from '../../src/attestation/sbom/parse-metafile.ts';
import { readLicenceText } from '../../src/attestation/sbom/read-licence-text.ts';
import { Fault } from '../../src/host/faults/fault.ts';

/**
 * Finds the packages of a bundle that the SBOM stage refuses.
 *
 * @param folder Folder that the paths of the metafile are relative to.
 * @returns Their names with versions.
 */
export function findRefusedLicences(folder: string, metafile: Metafile): readonly string[] {
  const { paths } = parseMetafile(JSON.stringify(metafile), folder);
  const ofNpm = paths.filter((path) => path.startsWith('node_modules/'));
  const packages = findPackages({ paths: ofNpm, importsOf: new Map() }, createOwnerFinder(folder));
  return packages.filter((found) => isRefused(folder, found)).map(({ ref }) => ref);
}

function isRefused(folder: string, found: BundledPackage): boolean {
  try {
    checkLicence(found);
    readLicenceText(folder, found);
    return false;
  } catch (error) {
    if (error instanceof Fault) return true;
    throw error;
  }
}
