/**
 * Parses Accept-Encoding in a few lines, more strictly than negotiator, which Express uses: that accepts
 * a malformed weight such as `q=1abc`.
 */

/** A content coding that the server can apply, or serve from a precompressed file, as HTTP names it. */
export type Coding = 'br' | 'zstd' | 'gzip';

/** Smallest result first: the order if the client has no preference. */
const CODINGS: readonly Coding[] = ['br', 'zstd', 'gzip'];

/**
 * Returns the codings that a client prefers to the plain bytes, best first: RFC 9110, section 12.5.3. A
 * malformed element counts as not accepted: every client understands plain bytes.
 */
export function parseAcceptEncoding(field: string | undefined): readonly Coding[] {
  if (field === undefined) return [];
  const weights = new Map(field.split(',').map(parseElement));
  const weightOf = (name: string): number => weights.get(name) ?? weights.get('*') ?? 0;
  const plain = weights.get('identity') ?? 0;
  return CODINGS.filter((coding) => weightOf(coding) > 0 && weightOf(coding) >= plain).sort(
    (a, b) => weightOf(b) - weightOf(a),
  );
}

function parseElement(element: string): [name: string, weight: number] {
  const [name = '', ...parameters] = element.split(';').map((part) => part.trim().toLowerCase());
  const [weight = 'q=1', ...surplus] = parameters;
  const isWeight = surplus.length === 0 && /^q=(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(weight);
  return [name, isWeight ? Number(weight.slice(2)) : 0];
}
