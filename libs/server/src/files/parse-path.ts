import { decodeName, encodeName, type ByteName } from './byte-name.ts';

/** The only hidden name that is served: clients look below it for what RFC 8615 registers, such as ACME's challenges. */
const WELL_KNOWN = '.well-known';

/** The path of a request below the root. */
export interface FilePath {
  /** Names of the folders and the file, decoded; none for the root itself. */
  readonly names: readonly ByteName[];
  /** Whether the path ends in a slash, as a directory's does. */
  readonly endsInSlash: boolean;
  /** Relative reference to the path with single slashes; undefined if it has no others: RFC 3986, section 4.2. */
  readonly singleSlashes?: string;
}

/**
 * Parses the path of a request target. It is decoded once, name by name, so that an encoded slash never
 * becomes a separator; a name that begins with a dot (except `/.well-known`), or contains a slash or NUL
 * is not served, which leaves no way to write `..`.
 *
 * @param path Path as sent, percent-encoding included.
 * @returns undefined if the path cannot be served.
 */
export function parsePath(path: string): FilePath | undefined {
  const [root, ...encoded] = path.split('/');
  if (root !== '' || encoded.length === 0) return undefined;
  const endsInSlash = encoded.at(-1) === '';
  const names = encoded.filter((name) => name !== '').map(decodeName);
  if (!names.every(isServedName)) return undefined;
  if (encoded.length === names.length + (endsInSlash ? 1 : 0)) return { names, endsInSlash };
  const upwards = '../'.repeat(encoded.length - 1);
  const downwards = names.map(encodeName).join('/');
  const slash = endsInSlash && names.length > 0 ? '/' : '';
  return { names, endsInSlash, singleSlashes: upwards + downwards + slash };
}

/** Returns a path in its shortest spelling, with single slashes. */
export function targetOf({ names, endsInSlash }: FilePath): string {
  const slash = endsInSlash && names.length > 0 ? '/' : '';
  return `/${names.map(encodeName).join('/')}${slash}`;
}

/** Returns whether a path is registered for a purpose of its own: RFC 8615. */
export function isWellKnown({ names }: FilePath): boolean {
  return names[0] === WELL_KNOWN;
}

/**
 * Returns whether a name may be served and listed: not hidden, and a single name.
 *
 * @param depth Number of folders between the root and the name.
 */
export function isServedName(name: ByteName | undefined, depth: number): name is ByteName {
  if (name === undefined) return false;
  return /^[^./\0][^/\0]*$/.test(name) || (depth === 0 && name === WELL_KNOWN);
}
