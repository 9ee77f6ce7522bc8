import type { ChangelogEntry } from './parse-changelog.ts';
import { renderVersion } from './render-version.ts';

/** What a Debian changelog says beside the changes. */
export interface ChangelogFacts {
  /** Name of the package. */
  readonly name: string;
  /** Name and address, as in deb-control(5). */
  readonly maintainer: string;
}

/** lintian accepts lines of at most 80 columns. */
const MAX_COLUMNS = 80;

/**
 * Renders a Debian changelog. The dates are those of the entries, so the same entries give the same
 * bytes.
 *
 * @throws {Fault} `DEB_VERSION`
 * @see deb-changelog(5)
 */
export function renderChangelog(entries: readonly ChangelogEntry[], facts: ChangelogFacts): string {
  return entries.map((entry) => renderEntry(entry, facts)).join('\n');
}

function renderEntry(entry: ChangelogEntry, { name, maintainer }: ChangelogFacts): string {
  const date = entry.date.toUTCString().replace('GMT', '+0000');
  return [
    `${name} (${renderVersion(entry.version)}) unstable; urgency=medium`,
    '',
    ...entry.changes.flatMap(({ type, text }) => wrap(`  * ${type}: ${text}`)),
    '',
    ` -- ${maintainer}  ${date}`,
    '',
  ].join('\n');
}

/** Wraps a change; further lines are indented as far as the text of the first one. */
function wrap(line: string): readonly string[] {
  const end = line.length > MAX_COLUMNS ? line.lastIndexOf(' ', MAX_COLUMNS) : -1;
  if (end <= '  * '.length) return [line];
  return [line.slice(0, end), ...wrap(`    ${line.slice(end + 1)}`)];
}
