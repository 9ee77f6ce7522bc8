import { parsePattern, type PathPattern } from './path-pattern.ts';
import { createRuleLimit, LineError, linesOf, type RuleLine } from './rule-lines.ts';

type Field = readonly [name: string, value: string];

/** The header fields of the paths that match a pattern. */
export interface HeaderRule {
  readonly pattern: PathPattern;
  readonly fields: readonly Field[];
}

/** Fields that describe the connection, or the state of the file, or that the server derives from it. */
const RESERVED =
  /^(?:accept-ranges|age|allow|connection|content-encoding|content-length|content-range|date|etag|keep-alive|last-modified|location|proxy-.*|server|te|trailer|transfer-encoding|upgrade|x-request-id)$/i;
const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)$/;

/**
 * Parses a `_headers` file: a pattern, and below it a line for each field.
 *
 * @throws {LineError} for the first line that is wrong.
 * @see https://docs.netlify.com/manage/routing/headers/
 * @see https://developers.cloudflare.com/pages/configuration/headers/
 */
export function parseHeaders(text: string): readonly HeaderRule[] {
  const limit = createRuleLimit();
  const rules: { pattern: PathPattern; fields: Field[]; from: RuleLine }[] = [];
  for (const line of linesOf(text)) {
    const isPattern = line.text.startsWith('/');
    if (isPattern) requireFields(rules.at(-1));
    if (isPattern) rules.push({ pattern: patternOf(line, limit), fields: [], from: line });
    else fieldsAbove(rules, line).push(fieldOf(line));
  }
  requireFields(rules.at(-1));
  return rules.map(({ pattern, fields }) => ({ pattern, fields }));
}

function fieldsAbove(
  rules: readonly { readonly fields: Field[] }[],
  { line, text }: RuleLine,
): Field[] {
  const last = rules.at(-1);
  if (last === undefined) throw new LineError(line, 'a path such as /assets/* first', text);
  return last.fields;
}

function requireFields(
  rule: { readonly fields: readonly Field[]; readonly from: RuleLine } | undefined,
): void {
  if (rule?.fields.length !== 0) return;
  throw new LineError(rule.from.line, 'a header field below the path', rule.from.text);
}

function patternOf(from: RuleLine, limit: ReturnType<typeof createRuleLimit>): PathPattern {
  const { line, text } = from;
  const pattern = parsePattern(text);
  if (pattern === undefined)
    throw new LineError(line, 'a path with at most one * such as /assets/*', text);
  limit(pattern, from);
  return pattern;
}

function fieldOf({ line, text }: RuleLine): Field {
  const [, name, value] = /^https?:\/\//i.test(text) ? [] : (FIELD.exec(text) ?? []);
  if (name === undefined || value === undefined)
    throw new LineError(line, 'a header field such as "X-Frame-Options: DENY" in ASCII', text);
  if (/^set-cookie$/i.test(name))
    throw new LineError(line, 'no Set-Cookie, which caches would give to other clients', text);
  if (RESERVED.test(name)) throw new LineError(line, 'a field that the server does not set', text);
  return [name, value];
}
