import { parsePath } from '../parse-path.ts';
import { parsePattern, type PathPattern } from './path-pattern.ts';
import { createRuleLimit, LineError, linesOf, type RuleLine } from './rule-lines.ts';

const STATUSES = [200, 301, 302, 303, 307, 308] as const;

/** Where the paths that match a pattern lead. */
export interface RedirectRule {
  readonly pattern: PathPattern;
  /** Path or URL, with placeholders. */
  readonly target: string;
  /** 200 for a rewrite: the answer is that of the target, which is a path. */
  readonly status: (typeof STATUSES)[number];
}

/**
 * Parses a `_redirects` file: in each line a pattern, a target and a status, 302 if it has none. Netlify's
 * default is 301, Cloudflare's 302: the one that browsers do not remember can be corrected.
 *
 * @throws {LineError} for the first line that is wrong.
 * @see https://docs.netlify.com/manage/routing/redirects/overview/
 * @see https://developers.cloudflare.com/pages/configuration/redirects/
 */
export function parseRedirects(text: string): readonly RedirectRule[] {
  const limit = createRuleLimit();
  return linesOf(text).map((line) => {
    const rule = parseRule(line);
    limit(rule.pattern, line);
    return rule;
  });
}

function parseRule({ line, text }: RuleLine): RedirectRule {
  const refuse = (expected: string, found = text): never => {
    throw new LineError(line, expected, found);
  };
  const [from = '', target, statusText = '302', ...rest] = text.split(/\s+/);
  if (target === undefined || rest.length > 0) refuse('a path, a target and optionally a status');
  const pattern = parsePattern(from);
  if (pattern === undefined || !/^[^*]*(?:\/\*)?$/.test(from))
    return refuse('a path with placeholders, or * as its last name, such as /news/*', from);
  const status = STATUSES.find((one) => String(one) === statusText);
  if (status === undefined) return refuse(`a status of ${STATUSES.join(', ')}`, statusText);
  const problem = problemOf(target ?? '', status, pattern);
  if (problem !== undefined) refuse(problem, target);
  if (status !== 200 && target?.replace(/[?#].*/, '') === from)
    return refuse('a target other than the path itself, which browsers would follow forever');
  return { pattern, target: target ?? '', status };
}

const PLACEHOLDER = /:([A-Za-z]\w*)/g;
const ORIGIN = /^https?:\/\/[^/?#\\]+/i;

/** @returns What is expected instead. */
function problemOf(
  target: string,
  status: RedirectRule['status'],
  { names }: PathPattern,
): string | undefined {
  if (status === 200 && !isRewritable(target))
    return 'a path below FILES_ROOT as the target of 200';
  if (!/^[\x21-\x5b\x5d-\x7e]+$/.test(target)) return 'a percent-encoded target';
  const origin = ORIGIN.exec(target)?.[0] ?? '';
  const problem = origin === '' ? problemOfPath(target) : problemOfOrigin(origin);
  if (problem !== undefined) return problem;
  const path = target.slice(origin.length);
  const unknown = placeholdersOf(path).find((name) => !names.includes(name));
  return unknown === undefined ? undefined : `a target without :${unknown}, which the path lacks`;
}

const ELSEWHERE = 'a target that is a path such as /new, or an http or https URL';

/** A path that begins with two slashes leads to another host: RFC 3986, section 4.2. */
function problemOfPath(target: string): string | undefined {
  return /^\/(?!\/)/.test(target) ? undefined : ELSEWHERE;
}

function problemOfOrigin(origin: string): string | undefined {
  if (origin.includes('@')) return ELSEWHERE;
  if (/:[A-Za-z]/.test(origin)) return 'a host without placeholders';
  return URL.canParse(origin) ? undefined : ELSEWHERE;
}

function isRewritable(target: string): boolean {
  const path = /[?#]/.test(target) ? undefined : parsePath(target);
  return path !== undefined && path.singleSlashes === undefined;
}

function placeholdersOf(path: string): readonly string[] {
  return [...path.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

/** Returns the target of a path that has matched; its values are percent-encoded, and begin no other origin. */
export function fillTarget(
  { target, pattern: { names } }: RedirectRule,
  values: ReadonlyMap<string, string>,
): string {
  if (names.length === 0) return target;
  const origin = ORIGIN.exec(target)?.[0] ?? '';
  const path = target.slice(origin.length);
  const filled = path.replace(PLACEHOLDER, (_, name: string) => values.get(name) ?? '');
  return origin + filled.replace(/^\/{2,}/, '/');
}
