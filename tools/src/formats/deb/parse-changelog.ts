import { Fault } from '../../host/faults/fault.ts';
import type { Template } from '../template/render-template.ts';

/** The changes of one released version. */
export interface ChangelogEntry {
  /** Semantic version. */
  readonly version: string;
  /** Day of the release, at midnight UTC. */
  readonly date: Date;
  readonly changes: readonly Change[];
}

/** One item of a list. */
export interface Change {
  /** The heading above it, such as `Added`. */
  readonly type: string;
  /** Plain text on one line; code keeps its backquotes. */
  readonly text: string;
}

/**
 * Parses the released versions of a changelog, in the order of the file. Ignores `Unreleased` and
 * every line that is neither a heading nor part of a list.
 *
 * @throws {Fault} `CHANGELOG_HEADING` if a version has no valid date.
 * @see Keep a Changelog 1.1.0
 */
export function parseChangelog({ path, text }: Template): readonly ChangelogEntry[] {
  const [, ...sections] = text.split(/^## /m);
  return sections
    .map((section) => splitHeading(section))
    .filter(([heading]) => heading !== '[Unreleased]')
    .map(([heading, body]) => ({ ...parseHeading(heading, path), changes: parseChanges(body) }));
}

function parseHeading(heading: string, path: string): Pick<ChangelogEntry, 'version' | 'date'> {
  const [, version = '', day = ''] = /^\[(.+)\] - (\d{4}-\d{2}-\d{2})$/.exec(heading) ?? [];
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) throw new Fault('CHANGELOG_HEADING', { path, heading });
  return { version, date };
}

function parseChanges(body: string): readonly Change[] {
  const [, ...groups] = body.split(/^### /m);
  return groups.flatMap((group) => {
    const [type, list] = splitHeading(group);
    const [, ...items] = list.split(/^- /m);
    return items.map((item) => ({ type, text: renderPlain(item) }));
  });
}

function splitHeading(section: string): readonly [heading: string, body: string] {
  const [heading = ''] = section.split('\n', 1);
  return [heading.trim(), section.slice(heading.length)];
}

/** Replaces links by their text and joins the lines of an item. */
function renderPlain(item: string): string {
  return item
    .replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1')
    .trim()
    .replaceAll(/\s+/g, ' ');
}
