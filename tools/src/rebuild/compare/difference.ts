/** The first thing in which two artefacts differ. */
export interface Difference {
  /** From the artefact inwards: `server-vps`, `application segment read run`, `file offset 0x465010`. */
  readonly place: readonly string[];
  /** What is there: a value, or up to 16 bytes in hexadecimal and ASCII. */
  readonly expected: string;
  readonly found: string;
}

/** Renders a difference for people: its place, and both sides under it. */
export function renderDifference({ place, expected, found }: Difference): string {
  return [place.join(' > '), `  expected  ${expected}`, `  found     ${found}`].join('\n');
}
