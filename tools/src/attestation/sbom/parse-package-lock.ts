import { Fault } from '../../host/faults/fault.ts';
import { parseIntegrity } from '../../node/runtime/fetch-node.ts';
import type { BundledPackage } from './find-packages.ts';

/** The entries of package-lock.json, by the folder that npm unpacks an archive to. */
export type PackageLock = ReadonlyMap<string, { version?: string; integrity?: string }>;

/** Parses a lock file of lockfileVersion 2 or 3. */
export function parsePackageLock(text: string): PackageLock {
  const { packages } = JSON.parse(text) as {
    packages: Record<string, { version?: string; integrity?: string }>;
  };
  return new Map(Object.entries(packages));
}

/**
 * Finds the digest of the archive of a package.
 *
 * @returns SHA-512, hexadecimal.
 * @throws {Fault} `PACKAGE_UNLOCKED` if the installed version is not the locked one.
 */
export function findDigest(lock: PackageLock, { ref, folder, manifest }: BundledPackage): string {
  const { version, integrity } = lock.get(folder) ?? {};
  if (version !== manifest.version || !integrity?.startsWith('sha512-'))
    throw new Fault('PACKAGE_UNLOCKED', { ref, folder });
  return parseIntegrity(integrity);
}
