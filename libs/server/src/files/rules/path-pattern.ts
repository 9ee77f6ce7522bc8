import { decodeName, encodeName } from '../byte-name.ts';

/** The name by which the part that `*` matches is put into a target. */
const SPLAT = 'splat';

/** A pattern of paths, such as `/news/:year/*`. */
export interface PathPattern {
  /** The placeholders, `splat` included. */
  readonly names: readonly string[];
  /** Returns the values of the placeholders, percent-encoded; undefined if the path does not match. */
  readonly match: (target: string) => ReadonlyMap<string, string> | undefined;
}

/**
 * Parses a pattern: names, placeholders that are a whole name, and one `*` for any rest. A slash at the end
 * does not matter, and `/a/*` matches `/a` too, as on Netlify.
 *
 * Names are compared as they are spelt in the shortest way, as `targetOf` returns a path, so that another
 * spelling of a path does not evade a rule.
 *
 * @returns undefined if it is malformed.
 */
export function parsePattern(text: string): PathPattern | undefined {
  if (!/^\/[\x21-\x7e]*$/.test(text) || /[?#\\]|\/\/|\*.*\*/.test(text)) return undefined;
  const parts = text.slice(1).replace(/\/$/, '').split('/');
  const names: string[] = [];
  const sources = parts.map((part) => sourceOf(part, names));
  if (sources.includes(undefined) || new Set(names).size < names.length) return undefined;
  if (names.length === 0) return literalPattern(parts);
  const pattern = new RegExp(`^${joinSources(sources as readonly string[])}$`);
  return { names, match: (target) => valuesOf(names, pattern.exec(target)) };
}

const NO_VALUES: ReadonlyMap<string, string> = new Map();

/** Without a regular expression: most rules are of this form, and each missing file is compared with all. */
function literalPattern(parts: readonly string[]): PathPattern {
  const path = `/${parts.map((part) => encodeName(decodeName(part) ?? part)).join('/')}`;
  const withSlash = `${path}/`;
  const isMatch = (target: string): boolean => target === path || target === withSlash;
  return { names: [], match: (target) => (isMatch(target) ? NO_VALUES : undefined) };
}

/** Any rest includes none, and then the slash before it may be absent. */
function joinSources(sources: readonly string[]): string {
  const joined = sources
    .map((source) => (source === '(.*)' ? '(?:/(.*))?' : `/${source}`))
    .join('');
  return sources.at(-1) === '(.*)' ? joined : `${joined}/?`;
}

/** @returns undefined if the part is malformed. */
function sourceOf(part: string, names: string[]): string | undefined {
  if (/^:[A-Za-z]\w*$/.test(part)) {
    names.push(part.slice(1));
    return '([^/]+)';
  }
  const literals = part.split('*').map(literalOf);
  if (literals.includes(undefined)) return undefined;
  if (literals.length > 1) names.push(SPLAT);
  return literals.join('(.*)');
}

function literalOf(text: string): string | undefined {
  const name = decodeName(text);
  if (name === undefined || /[/\0]/.test(name)) return undefined;
  return encodeName(name).replace(/[.*()]/g, '\\$&');
}

function valuesOf(
  names: readonly string[],
  matched: RegExpExecArray | null,
): ReadonlyMap<string, string> | undefined {
  if (matched === null) return undefined;
  return new Map(names.map((name, index) => [name, matched[index + 1] ?? '']));
}
