import type { Metafile } from 'esbuild';
import { createOwnerFinder } from '../../src/attestation/sbom/find-owner.ts';
import { findPackages } from '../../src/attestation/sbom/find-packages.ts';
import { readLicencePolicy } from '../../src/attestation/sbom/licences/licence-policy.ts';
import { readLicences } from '../../src/attestation/sbom/licences/read-licences.ts';
import { parseMetafile } from '../../src/attestation/sbom/parse-metafile.ts';

/**
 * Finds the packages of a bundle that the SBOM stage refuses.
 *
 * @param folder Folder that the paths of the metafile are relative to.
 * @returns A line for each of them.
 */
export function findRefusedLicences(folder: string, metafile: Metafile): readonly string[] {
  const { paths } = parseMetafile(JSON.stringify(metafile), folder);
  const ofNpm = paths.filter((path) => /(?:^|\/)node_modules\//.test(path));
  const packages = findPackages({ paths: ofNpm, importsOf: new Map() }, createOwnerFinder(folder));
  return readLicences(folder, packages, readLicencePolicy(folder, '.')).fault?.facts.problems ?? [];
}
