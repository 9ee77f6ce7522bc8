/** The components of a package URL. */
export interface Purl {
  readonly type: 'deb' | 'generic' | 'npm';
  /** For npm the scope, including `@`; for Debian the distribution. */
  readonly namespace?: string | undefined;
  readonly name: string;
  readonly version: string;
  readonly qualifiers?: Readonly<Record<string, string>>;
}

/**
 * Renders a package URL in its canonical form, with the qualifiers sorted by name.
 *
 * @see https://github.com/package-url/purl-spec/blob/main/PURL-SPECIFICATION.rst
 * @example
 * expect(renderPurl({ type: 'npm', namespace: '@a', name: 'b', version: '1.0.0' })).toBe('pkg:npm/%40a/b@1.0.0');
 */
export function renderPurl({ type, namespace, name, version, qualifiers = {} }: Purl): string {
  const path = [namespace, name].filter((part) => part !== undefined).map(encode);
  const query = Object.keys(qualifiers)
    .toSorted()
    .map((key) => `${key}=${encode(qualifiers[key] ?? '')}`);
  const search = query.length === 0 ? '' : `?${query.join('&')}`;
  return `pkg:${type}/${path.join('/')}@${encode(version)}${search}`;
}

/** The specification keeps colons: Debian versions may start with an epoch. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':');
}
