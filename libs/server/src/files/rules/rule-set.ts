import type { ByteName } from '../byte-name.ts';
import type { HeaderRule } from './parse-headers.ts';
import type { RedirectRule } from './parse-redirects.ts';

/** The files in the root that have the rules. */
export const RULE_FILES: readonly ByteName[] = ['_headers', '_redirects'];

/** Where a path leads: a path or URL; for the status 200, the path of the file that answers. */
export interface Redirection {
  readonly status: RedirectRule['status'];
  readonly target: string;
}

/** What `_headers` and `_redirects` say of a path, which is in its shortest spelling. */
export interface RuleSet {
  /** Returns the header fields; values of the same name are joined. */
  readonly fieldsOf: (path: string) => HeaderRule['fields'];
  readonly redirectionOf: (path: string) => Redirection | undefined;
}
