import type { Kind } from '../kind.ts';
import { filesRoots } from '../files-roots.ts';
import { boolean, directoryPath, wholeNumber } from '../kinds.ts';
import { declare } from '../setting.ts';

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const DIRECTIVE = `${TOKEN}(?:=(?:${TOKEN}|"[^"\\\\\\x00-\\x1f\\x7f-\\uffff]*"))?`;
const DIRECTIVES = new RegExp(`^${DIRECTIVE}(?:, ?${DIRECTIVE})*$`);

/** The grammar of RFC 9111, section 5.2, with at most one space after a comma. */
const cacheDirectives: Kind<string> = {
  expectation: 'Cache-Control directives such as no-cache or "public, max-age=3600"',
  parse: (text) => (DIRECTIVES.test(text) ? text : undefined),
};

/** Unreserved characters alone, so that the path in the URL and that on the disk are the same. */
const page: Kind<string> = {
  expectation: 'the path of a page below FILES_ROOT such as /404.html, of letters, digits and -._~',
  parse: (text) => (/^(?:\/[\w~-][\w.~-]*)+$/.test(text) ? text : undefined),
};

/** Settings of the file server. */
export const filesSettings = {
  filesRoot: declare({
    env: 'FILES_ROOT',
    kind: directoryPath,
    default: undefined,
    doc: 'Directory to serve under /; if unset, / answers that the server is alive. Names that begin with a dot are hidden, except /.well-known/; a symbolic link to a directory is followed again once a second, so that a deployment can replace it.',
  }),
  filesRoots: declare({
    env: 'FILES_ROOTS',
    kind: filesRoots,
    default: [],
    doc: 'Further directories, each with the path that it is served below, such as /docs=/srv/docs,/assets=/srv/assets; the longest path that fits a request decides, and what that directory lacks is 404.',
  }),
  filesCacheControl: declare({
    env: 'FILES_CACHE_CONTROL',
    kind: cacheDirectives,
    default: 'no-cache',
    doc: 'Cache-Control header field of every file; no-cache lets caches store a file but makes them revalidate it before each use.',
  }),
  filesListing: declare({
    env: 'FILES_LISTING',
    kind: boolean,
    default: true,
    doc: 'Whether a folder without index.html is answered by a list of its entries; if false, by 404.',
  }),
  filesCleanUrls: declare({
    env: 'FILES_CLEAN_URLS',
    kind: boolean,
    default: false,
    doc: 'Whether /about is answered with about.html, and /about.html and /folder/index.html by a redirect to /about and /folder/.',
  }),
  filesFallback: declare({
    env: 'FILES_FALLBACK',
    kind: page,
    default: undefined,
    doc: 'Page that answers navigations to paths without a file, with status 200, as apps with routes in the browser need it; requests for scripts, images and data still get 404.',
  }),
  filesNotFound: declare({
    env: 'FILES_NOT_FOUND',
    kind: page,
    default: undefined,
    doc: 'Page that answers requests for paths without a file, with status 404.',
  }),
  filesImmutable: declare({
    env: 'FILES_IMMUTABLE',
    kind: boolean,
    default: false,
    doc: 'Whether files with a hash in their name, such as app.8e0d62a03f.js, may be stored for a year and are never revalidated.',
  }),
  filesRules: declare({
    env: 'FILES_RULES',
    kind: boolean,
    default: false,
    doc: 'Whether the files _headers and _redirects in FILES_ROOT set header fields and redirects by path, as on Netlify and Cloudflare Pages; they are read at the start, at each reload and when FILES_ROOT leads elsewhere, and are not served.',
  }),
  filesCompression: declare({
    env: 'FILES_COMPRESSION',
    kind: boolean,
    default: false,
    doc: 'Whether files of compressible types, from 1 kB to 4 MiB, are compressed once they are kept in memory, if there is no precompressed file beside them.',
  }),
  filesCacheBytes: declare({
    env: 'FILES_CACHE_BYTES',
    kind: wholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER, unit: 'bytes' }),
    default: undefined,
    doc: 'Maximum bytes of files to keep in memory, in addition to what the server needs otherwise; 0 keeps none. Default: an eighth of the memory limit beyond 64 MiB, at least 1 MiB and at most 128 MiB.',
    isMutable: true,
  }),
  filesCacheMaxAgeMs: declare({
    env: 'FILES_CACHE_MAX_AGE_MS',
    kind: wholeNumber({ min: 0, max: 3_600_000, unit: 'milliseconds' }),
    default: 1_000,
    doc: 'Milliseconds for which a file in memory, or the absence of a file, answers requests before the server looks at the disk again; 0 looks for each request.',
    isMutable: true,
  }),
};
