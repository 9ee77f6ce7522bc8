/** A media range of Accept, or an available media type, which is one without a weight. */
interface Range {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly weight: number;
  /** Its position in the list. */
  readonly index: number;
}

interface Preference {
  readonly weight: number;
  readonly specificity: number;
  readonly index: number;
}

/**
 * Returns the available media type that the client prefers: by the weight of the most specific range that
 * matches it, then by how specific that is, then by the order of the ranges. Without a preference, or if
 * none is acceptable, it is the first: RFC 9110, sections 12.4.1 and 12.5.1. Not Express's, which the management
 * thread does not load, and which compares no parameters as Prometheus needs it.
 *
 * @param available Media types with their parameters, as Content-Type has them.
 */
export function preferredType<Type extends string>(
  accept: string | undefined,
  available: readonly [Type, ...Type[]],
): Type {
  if (accept === undefined || accept === '*/*') return available[0]; // most clients
  const ranges = splitOutsideQuotes(accept, ',').map(parseRange);
  const [best] = available
    .map((type) => ({ type, ...findPreference(parseRange(type, 0), ranges) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || b.specificity - a.specificity || a.index - b.index);
  return best?.type ?? available[0];
}

function findPreference(candidate: Range, ranges: readonly Range[]): Preference {
  const matching = ranges.flatMap(({ weight, index, ...range }) => {
    const specificity = specificityOf(range, candidate);
    return specificity === undefined ? [] : [{ weight, specificity, index }];
  });
  const [best] = matching.sort((a, b) => b.specificity - a.specificity);
  return best ?? { weight: 0, specificity: 0, index: 0 };
}

/** @returns How closely a range describes the candidate; undefined if it does not match. */
function specificityOf(
  { type, parameters }: Pick<Range, 'type' | 'parameters'>,
  candidate: Range,
): number | undefined {
  if (type === '*/*') return 0;
  if (type.endsWith('/*')) return candidate.type.startsWith(type.slice(0, -1)) ? 1 : undefined;
  if (type !== candidate.type) return undefined;
  // A parameter that the candidate does not have is not compared, such as `escaping` of Prometheus.
  const compared = [...parameters].filter(([name]) => candidate.parameters.has(name));
  const isEqual = compared.every(([name, value]) => candidate.parameters.get(name) === value);
  return isEqual ? 2 + compared.length : undefined;
}

/** A malformed weight counts as 0. */
function parseRange(text: string, index: number): Range {
  const [type = '', ...rest] = splitOutsideQuotes(text.toLowerCase(), ';');
  const parameters = new Map(rest.map(parseParameter));
  const weight = parameters.get('q') ?? '1';
  parameters.delete('q');
  const isWeight = /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(weight);
  return { type, parameters, weight: isWeight ? Number(weight) : 0, index };
}

function parseParameter(text: string): [name: string, value: string] {
  const [name = '', ...value] = text.split('=');
  return [name, value.join('=').replace(/^"(.*)"$/, '$1')];
}

/** Splits a text at a separator, but not within a quoted string: RFC 9110, section 5.6.4. */
function splitOutsideQuotes(text: string, separator: ',' | ';'): string[] {
  const parts = text.match(new RegExp(`(?:[^"${separator}]|"(?:\\\\.|[^"\\\\])*"?)+`, 'g')) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
