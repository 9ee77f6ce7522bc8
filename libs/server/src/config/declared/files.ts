import type { Kind } from '../kind.ts';
import { directoryPath, wholeNumber } from '../kinds.ts';
import { declare } from '../setting.ts';

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const DIRECTIVE = `${TOKEN}(?:=(?:${TOKEN}|"[^"\\\\\\x00-\\x1f\\x7f-\\uffff]*"))?`;
const DIRECTIVES = new RegExp(`^${DIRECTIVE}(?:, ?${DIRECTIVE})*$`);

/** The grammar of RFC 9111, section 5.2, with at most one space after a comma. */
const cacheDirectives: Kind<string> = {
  expectation: 'Cache-Control directives such as no-cache or "public, max-age=3600"',
  parse: (text) => (DIRECTIVES.test(text) ? text : undefined),
};

/** Settings of the file server. */
export const filesSettings = {
  filesRoot: declare({
    env: 'FILES_ROOT',
    kind: directoryPath,
    default: undefined,
    doc: 'Directory to serve under /; if unset, / answers that the server is alive. Names that begin with a dot are hidden, except /.well-known/; a symbolic link to a directory is followed again once a second, so that a deployment can replace it.',
  }),
  filesCacheControl: declare({
    env: 'FILES_CACHE_CONTROL',
    kind: cacheDirectives,
    default: 'no-cache',
    doc: 'Cache-Control header field of every file; no-cache lets caches store a file but makes them revalidate it before each use.',
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
