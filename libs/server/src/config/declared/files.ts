import type { Kind } from '../kind.ts';
import { directoryPath } from '../kinds.ts';
import { declare } from '../setting.ts';

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const DIRECTIVE = `${TOKEN}(?:=(?:${TOKEN}|"[^"\\\\\\x00-\\x1f\\x7f-\\uffff]*"))?`;
const DIRECTIVES = new RegExp(`^${DIRECTIVE}(?:, ?${DIRECTIVE})*$`);

/** The grammar of RFC 9111, section 5.2, without the white space nobody writes. */
const cacheDirectives: Kind<string> = {
  expectation: 'directives of Cache-Control such as no-cache or "public, max-age=3600"',
  parse: (text) => (DIRECTIVES.test(text) ? text : undefined),
};

/** What the file server serves, and how. */
export const filesSettings = {
  filesRoot: declare({
    env: 'FILES_ROOT',
    kind: directoryPath,
    default: undefined,
    doc: 'Directory to serve under /; without it / answers that the server is alive.',
  }),
  filesCacheControl: declare({
    env: 'FILES_CACHE_CONTROL',
    kind: cacheDirectives,
    default: 'no-cache',
    doc: 'Cache-Control of every file; no-cache lets caches keep a file and ask each time whether it has changed.',
  }),
};
