import type { ByteName } from './byte-name.ts';
import type { Site, SitePage } from './create-site.ts';
import type { FilePath } from './parse-path.ts';

/** What the site says of the header fields of a file. */
export interface FieldPolicy {
  readonly cacheControl: string;
  readonly vary: string;
  /** Replaces the media type of the file. */
  readonly contentType: string | undefined;
  /** The other fields, names and values alternately. */
  readonly fields: readonly string[];
}

const IMMUTABLE = 'public, max-age=31536000, immutable';

/**
 * A name that says which bytes it has: name.HASH.ext, as bundlers write it. The hash is hexadecimal with at
 * least one digit and one letter: neither a word nor a date.
 */
const HASHED = /^.+\.(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{8,64}(?:\.[A-Za-z\d]+){1,2}$/;

/** Returns the policy of a file: `_headers` over FILES_IMMUTABLE over FILES_CACHE_CONTROL. */
export function policyOf(
  { path, page }: { readonly path: FilePath; readonly page: SitePage | undefined },
  name: ByteName,
  { site, cacheControl }: { readonly site: Site; readonly cacheControl: string },
): FieldPolicy {
  const given = new Map(site.fieldsOf(path).map((field) => [field[0].toLowerCase(), field]));
  const take = (key: string): string | undefined => {
    const value = given.get(key)?.[1];
    given.delete(key);
    return value;
  };
  const vary = [page?.vary ?? 'Accept-Encoding', take('vary')];
  return {
    cacheControl: take('cache-control') ?? cacheControlOf(name, site, cacheControl),
    vary: vary.filter((one) => one !== undefined).join(', '),
    contentType: take('content-type'),
    fields: [...given.values()].flat(),
  };
}

function cacheControlOf(name: ByteName, { hasImmutable }: Site, cacheControl: string): string {
  return hasImmutable && HASHED.test(name) ? IMMUTABLE : cacheControl;
}
