import { isRecord } from '../../host/configuration/shape.ts';

/** What a lock file says of a package. */
export interface LockedPackage {
  /** SHA-512 of its archive, hexadecimal; undefined if the lock file has none. */
  readonly digest: string | undefined;
  /**
   * Whether the lock file should have one: not for a package from a repository, a folder or the archive of
   * another package.
   */
  readonly needsDigest: boolean;
}

/** The packages of a lock file, by `name@version`, or by name alone if it does not have the version. */
export type LockedPackages = ReadonlyMap<string, LockedPackage>;

/** Collects packages, of which one may be there several times: what has a digest wins. */
export function collectPackages(
  entries: readonly (readonly [key: string, found: LockedPackage])[],
): LockedPackages {
  const packages = new Map<string, LockedPackage>();
  for (const [key, found] of entries)
    if (packages.get(key)?.digest === undefined) packages.set(key, found);
  return packages;
}

/**
 * Reads an integrity, which may list digests of several kinds.
 *
 * @returns SHA-512, hexadecimal; undefined if there is only a weaker one.
 * @see https://www.w3.org/TR/SRI/
 */
export function readIntegrity(integrity: unknown): string | undefined {
  if (typeof integrity !== 'string') return undefined;
  const [, digest] = /(?:^|\s)sha512-([A-Za-z0-9+/]{86}==)/.exec(integrity) ?? [];
  return digest === undefined ? undefined : Buffer.from(digest, 'base64').toString('hex');
}

/** Splits `name@version`, where a scope starts with `@`, too. */
export function splitRef(ref: string): readonly [name: string, version: string] {
  const at = ref.indexOf('@', 1);
  return at < 0 ? [ref, ''] : [ref.slice(0, at), ref.slice(at + 1)];
}

type Entries<Entry> = readonly (readonly [name: string, entry: Entry])[];

/** @throws {SyntaxError} unless it is a record of records. */
export function readRecords<Entry extends object>(record: unknown): Entries<Entry> {
  if (!isRecord(record)) throw new SyntaxError('its packages are no record');
  return Object.entries(record).map(([name, entry]) => {
    if (isRecord(entry)) return [name, entry as Entry];
    throw new SyntaxError(`its "${name}" is no record`);
  });
}
