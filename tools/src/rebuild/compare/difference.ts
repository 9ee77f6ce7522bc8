/** The first difference between two artefacts. */
export interface Difference {
  /** Path from the artefact inwards: `server-vps`, `application segment read run`, `file offset 0x465010`. */
  readonly place: readonly string[];
  /** Content at the place: a value, or up to 16 bytes in hexadecimal and ASCII. */
  readonly expected: string;
  readonly found: string;
}

/** Renders a difference for people: its place, and both sides below it. */
export function renderDifference({ place, expected, found }: Difference): string {
  return [place.join(' > '), `  expected  ${expected}`, `  found     ${found}`].join('\n');
}
