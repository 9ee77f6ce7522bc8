/**
 * The packages of a lock file, by `name@version`: the digest of the archive, SHA-512, hexadecimal; undefined
 * if the lock file has none of it, as for a package of a repository.
 */
export type LockedPackages = ReadonlyMap<string, string | undefined>;

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
