import type { Settings } from '../config/settings.ts';
import type { LookRules } from './open-current.ts';
import { parsePath, targetOf, type FilePath } from './parse-path.ts';
import type { Redirect } from './redirect.ts';
import { RULE_FILES, type RuleSet } from './rules/rule-set.ts';

/** What a directory is served by besides the names of its files. */
export interface Site {
  readonly look: LookRules;
  /** Returns how a path is looked up: a rule for it takes precedence over a listing. */
  readonly lookOf: (path: FilePath) => LookRules;
  /** Whether a page or a redirect may answer a path that leads to nothing. */
  readonly hasPages: boolean;
  /** Whether the names of files tell that their bytes never change. */
  readonly hasImmutable: boolean;
  /** Answers navigations. */
  readonly fallback: SitePage | undefined;
  readonly notFound: SitePage | undefined;
  /** Returns the header fields of `_headers` for a path; values of the same name are joined. */
  readonly fieldsOf: (path: FilePath) => ReturnType<RuleSet['fieldsOf']>;
  /** Returns where `_redirects` leads a path that leads to nothing. */
  readonly redirectionOf: (path: FilePath) => Redirect | SitePage | undefined;
}

/** A file that answers instead of what the path of a request leads to. */
export interface SitePage {
  readonly kind: 'fallback' | 'not-found' | 'rewrite';
  readonly path: FilePath;
  readonly status: 200 | 404;
  /** Value of Vary. */
  readonly vary: string;
}

export type SiteSettings = Pick<
  Settings,
  | 'filesCleanUrls'
  | 'filesFallback'
  | 'filesImmutable'
  | 'filesListing'
  | 'filesNotFound'
  | 'filesRules'
>;

/**
 * Creates the description of a site from the settings.
 *
 * @param rules Returns the current rules of FILES_RULES.
 * @param prefix What precedes the paths of the site.
 */
export function createSite(
  settings: SiteSettings,
  rules?: () => RuleSet | undefined,
  prefix = '',
): Site {
  const { filesFallback, filesNotFound, filesRules } = settings;
  const look = lookRulesOf(settings);
  const vary = `Accept-Encoding${filesFallback === undefined ? '' : ', Accept, Sec-Fetch-Mode'}`;
  const [fallbackPath, notFoundPath] = [filesFallback, filesNotFound].map(pathOf);
  const redirectionOf = (path: FilePath) => findRedirection(rules?.(), path, prefix);
  return {
    look,
    lookOf: (path) => (redirectionOf(path) === undefined ? look : { ...look, hasListings: false }),
    hasPages: filesFallback !== undefined || filesNotFound !== undefined || filesRules,
    hasImmutable: settings.filesImmutable,
    fallback: fallbackPath && { kind: 'fallback', path: fallbackPath, status: 200, vary },
    notFound: notFoundPath && { kind: 'not-found', path: notFoundPath, status: 404, vary },
    fieldsOf: (path) => rules?.()?.fieldsOf(targetOf(path)) ?? [],
    redirectionOf,
  };
}

function lookRulesOf({ filesCleanUrls, filesListing, filesRules }: SiteSettings): LookRules {
  const hidden = filesRules ? RULE_FILES : [];
  return { hasCleanUrls: filesCleanUrls, hasListings: filesListing, hidden };
}

function pathOf(text: string | undefined): FilePath | undefined {
  return text === undefined ? undefined : parsePath(text);
}

function findRedirection(
  rules: RuleSet | undefined,
  path: FilePath,
  prefix: string,
): Redirect | SitePage | undefined {
  const { status, target } = rules?.redirectionOf(targetOf(path)) ?? {};
  if (status === undefined || target === undefined) return undefined;
  if (status === 200) return rewriteTo(target);
  return { status, target: target.startsWith('/') ? prefix + target : target };
}

function rewriteTo(target: string): SitePage | undefined {
  const path = parsePath(target);
  return path && { kind: 'rewrite', path, status: 200, vary: 'Accept-Encoding' };
}
