import type { Kind } from '../kind.ts';
import { directoryPath } from '../kinds.ts';
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
};
